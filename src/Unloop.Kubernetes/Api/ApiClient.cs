using System.Text.Json.Serialization.Metadata;
using Unloop.Evidence.Api;
using Unloop.Kubernetes.Kubeconfig;

namespace Unloop.Kubernetes.Api;

/// <summary>Reads from one API server; it has no way to write.</summary>
internal sealed class ApiClient(ApiConnection connection)
{
    private const int PageSize = 500;

    public ConnectionSettings Settings => connection.Settings;

    public Task<ApiResult<T>> GetAsync<T>(ApiRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class =>
        connection.SendAsync(request, (body, token) => JsonAnswer.ReadAsync(request, type, body, token), request.Optional ? Repeating.WhenTurnedAway : Repeating.WhenUnavailable, cancellationToken);

    /// <summary>A body as it comes, for logs. A server that cannot reach a node's kubelet will not reach it a moment later: no retries.</summary>
    public Task<ApiResult<T>> StreamAsync<T>(ApiRequest request, ApiConnection.ReadBody<T> read, CancellationToken cancellationToken)
        where T : class =>
        connection.SendAsync(request, read, Repeating.WhenTurnedAway, cancellationToken);

    /// <summary>All pages of a list, keeping of each item only what <paramref name="keep"/> makes of it at the server's time (null: nothing).</summary>
    public async Task<ApiResult<List<TKept>>> ListAsync<T, TKept>(
        ApiRequest request, JsonTypeInfo<ApiList<T>> type, Func<T, DateTimeOffset?, TKept?> keep, CancellationToken cancellationToken)
        where TKept : class
    {
        var kept = new List<TKept>();
        var next = "";
        var restarted = false;
        while (true)
        {
            var page = request.With("limit", PageSize.ToString());
            var result = await GetAsync(next.Length > 0 ? page.With("continue", next) : page, type, cancellationToken);
            if (!result.TryGet(out var list, out var error))
            {
                if (error.Kind != ApiErrorKind.Gone || restarted || next.Length == 0)
                {
                    return ApiResult<List<TKept>>.Failed(error with { Request = request });
                }

                // The snapshot that the pages were cut from is gone; a second time would mean that the list outgrows us.
                (restarted, next) = (true, "");
                kept.Clear();
                continue;
            }

            kept.AddRange((list.Items ?? []).Where(i => i is not null).Select(i => keep(i, result.Date)).OfType<TKept>());
            next = list.Metadata?.Continue ?? "";
            if (next.Length == 0)
            {
                return ApiResult<List<TKept>>.Of(kept, result.Date);
            }
        }
    }

    public Task<ApiResult<List<T>>> ListAsync<T>(ApiRequest request, JsonTypeInfo<ApiList<T>> type, CancellationToken cancellationToken)
        where T : class =>
        ListAsync<T, T>(request, type, (item, _) => item, cancellationToken);
}
