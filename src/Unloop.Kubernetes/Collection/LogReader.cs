using System.Buffers;
using Unloop.Core.Facts;
using Unloop.Evidence.Logs;
using Unloop.Kubernetes.Api;

namespace Unloop.Kubernetes.Collection;

/// <summary>A window on a log, or a gap, or (a log that was cut short) both.</summary>
/// <param name="Lost">The node no longer holds the instance that the pod's status names.</param>
internal sealed record LogAnswer(LogWish Wish, LogWindow? Window, Gap? Gap, bool Lost = false);

/// <summary>Fetches one log as a stream. Never holds more of it than its window.</summary>
internal sealed class LogReader(ApiClient client, ILineScanner scanner, long limit)
{
    private const int TailAfterLimit = 20_000;
    private const int ChunkSize = 64 * 1024;

    public async Task<LogAnswer> ReadAsync(string space, string pod, LogWish wish, CancellationToken cancellationToken)
    {
        var (window, gap) = await FetchAsync(Request(space, pod, wish, wish.TailLines), wish, cancellationToken);
        if (window is { Truncated: true, TotalBytes: var read } && read >= limit)
        {
            // A log's end says most about a crash, so past the limit its end is read as well.
            var (tail, _) = await FetchAsync(Request(space, pod, wish, TailAfterLimit), wish, cancellationToken);
            window = tail is null ? window : Join(window, tail);
            gap = new() { What = $"the middle of {wish.What}", Reason = GapReason.Truncated, Detail = $"it is longer than {limit >> 20} MiB", Container = wish.Container };
        }

        if (window is not null && KubeletExcuse.In(window) is { } excuse)
        {
            return new(wish, null, Missing(wish, GapReason.NotThere, excuse), Lost: true);
        }

        return new(wish, window is null ? null : window with { ContainerId = wish.ContainerId, RestartCount = wish.RestartCount }, gap);
    }

    private static ApiRequest Request(string space, string pod, LogWish wish, int? tailLines)
    {
        var request = (ApiRequest.Get("pods", space, pod) with { Subresource = "log" }).With("container", wish.Container).With("timestamps", "true");
        request = wish.Instance == LogInstance.Previous ? request.With("previous", "true") : request;
        return tailLines is { } lines ? request.With("tailLines", lines.ToString()) : request;
    }

    private async Task<(LogWindow? Window, Gap? Gap)> FetchAsync(ApiRequest request, LogWish wish, CancellationToken cancellationToken)
    {
        string? broken = null;
        var result = await client.StreamAsync(
            request,
            async (body, token) =>
            {
                var builder = new LogWindowBuilder(wish.Container, wish.Instance, scanner, limit);
                broken = await FillAsync(builder, body, token, cancellationToken);
                return builder.Finish();
            },
            cancellationToken);
        if (!result.TryGet(out var window, out var error))
        {
            return (null, Explain(wish, error));
        }

        return broken is null
            ? (window, null)
            : (window with { Truncated = true }, Missing(wish, GapReason.Truncated, broken));
    }

    /// <summary>What arrived before a connection broke is worth having.</summary>
    internal static async Task<string?> FillAsync(LogWindowBuilder builder, Stream body, CancellationToken either, CancellationToken caller)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            int read;
            while (!builder.IsFull && (read = await body.ReadAsync(buffer, either)) > 0)
            {
                builder.Append(buffer.AsSpan(0, read));
            }

            return null;
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return "the connection broke before its end";
        }
        catch (OperationCanceledException) when (!caller.IsCancellationRequested)
        {
            return "it took too long to arrive whole";
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The lines of both, numbered on, without those of the head that the tail holds too.</summary>
    private static LogWindow Join(LogWindow head, LogWindow tail)
    {
        var from = tail.Lines.Select(l => l.Time).FirstOrDefault(t => t is not null);
        var kept = head.Lines.Where(l => l.Time is null || from is null || l.Time < from);
        return head with
        {
            Lines = [.. kept, .. tail.Lines.Select(l => l with { Number = (int)Math.Min(int.MaxValue, l.Number + head.TotalLines) })],
            TotalLines = head.TotalLines + tail.TotalLines,
            TotalBytes = head.TotalBytes + tail.TotalBytes,
            Truncated = true,
        };
    }

    private static Gap Explain(LogWish wish, ApiError error) => error switch
    {
        // 400: the kubelet knows no such instance, or the container waits for its start.
        { Kind: ApiErrorKind.BadRequest or ApiErrorKind.NotFound } => Missing(wish, GapReason.NotThere, error.Detail),
        _ => error.ToGap(wish.What) with { Container = wish.Container },
    };

    private static Gap Missing(LogWish wish, GapReason reason, string detail) =>
        new() { What = wish.What, Reason = reason, Detail = detail, Container = wish.Container };
}
