using Unloop.Core.Facts;
using Unloop.Core.Facts.Images;
using Unloop.Core.Reasoning;
using Unloop.Core.Reasoning.Imaging;
using Unloop.Engine.Imaging;

namespace Unloop.Engine.Diagnosing;

/// <summary>Asks images what a first look at the evidence could not settle, and adds the answers to the evidence.</summary>
internal sealed class ImageInspection(Reasoner reasoner, IImageSource images, ImageChecks checks, TimeProvider time, string? instead)
{
    /// <summary>More images than this are not looked into in one run.</summary>
    private const int MostImages = 8;

    /// <summary>Nobody who did not ask for an image waits longer for it than this.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task<EvidenceBatch> AddAsync(EvidenceBatch batch, CancellationToken cancellationToken)
    {
        var pods = batch.Pods.ToList();
        var answers = new Dictionary<(string, string?, string), Task<ImageAnswer>>();
        using var deadline = new CancellationTokenSource(checks == ImageChecks.Auto ? Patience : Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        for (var i = 0; i < pods.Count; i++)
        {
            foreach (var request in reasoner.ImageRequests(pods[i], checks == ImageChecks.Always))
            {
                // The replicas of a workload run the same image for the same reasons: one is asked.
                var key = (request.Reference, request.RunningDigest, request.Container);
                if (!answers.TryGetValue(key, out var answer))
                {
                    answer = answers.Count < MostImages ? AskAsync(request, Secrets(batch, pods[i]), either.Token) : TooMany();
                    answers.Add(key, answer);
                }

                pods[i] = Add(pods[i], request, await Finish(answer, cancellationToken));
            }
        }

        return batch with { Pods = pods };
    }

    private Task<ImageAnswer> AskAsync(ImageRequest request, IReadOnlyList<string> secrets, CancellationToken cancellationToken) =>
        images.InspectAsync(
            new ImageQuery
            {
                Reference = instead ?? request.Reference,
                RunningDigest = instead is null ? request.RunningDigest : null,
                Platform = request.Questions.Entrypoint?.Architecture is { Length: > 0 } architecture ? $"linux/{architecture}" : null,
                Questions = request.Questions,
                PullSecrets = secrets,
            },
            cancellationToken);

    private static Task<ImageAnswer> TooMany() =>
        Task.FromResult(new ImageAnswer(null, new(ProblemKind.Refused, $"more than {MostImages} images would have to be looked into: name one pod")));

    private static async Task<ImageAnswer> Finish(Task<ImageAnswer> answer, CancellationToken cancellationToken)
    {
        try
        {
            return await answer;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(null, new(ProblemKind.Unreachable, $"it was not answered within {Patience.TotalSeconds:0} s; --image-checks=always waits"));
        }
    }

    private static List<string> Secrets(EvidenceBatch batch, PodEvidence pod) =>
        [.. batch.PullSecrets.Where(s => s.Namespace == pod.Subject.Namespace && s.Pod == pod.Subject.Pod).Select(s => s.Document)];

    private static PodEvidence Add(PodEvidence pod, ImageRequest request, ImageAnswer answer) => pod with
    {
        Images = answer.Facts is { } facts ? [.. pod.Images, new ContainerImage(request.Container, facts)] : pod.Images,
        Gaps =
        [
            .. pod.Gaps,
            .. (answer.Facts?.Gaps ?? []).Select(g => g with { Container = request.Container }),
            .. answer.Problem is { } problem ? [ToGap(request, problem)] : Array.Empty<Gap>(),
        ],
    };

    private static Gap ToGap(ImageRequest request, Problem problem) => new()
    {
        What = $"the image of container {request.Container}",
        Reason = problem.Kind switch
        {
            ProblemKind.Unauthorised => GapReason.Forbidden,
            ProblemKind.NoMatch => GapReason.NotThere,
            ProblemKind.Refused => GapReason.NotAsked,
            ProblemKind.BadInput => GapReason.Unreadable,
            _ => GapReason.Failed,
        },
        Detail = problem.Message.TrimEnd('.'),
        Container = request.Container,
    };
}
