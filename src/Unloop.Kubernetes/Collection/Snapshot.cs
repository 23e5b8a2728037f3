using System.Collections.Concurrent;
using System.Text.Json.Serialization.Metadata;
using Unloop.Evidence.Api;
using Unloop.Kubernetes.Api;

namespace Unloop.Kubernetes.Collection;

/// <summary>One look at the cluster: what several pods have in common (their node, their workload, their namespace's quotas) is read once.</summary>
internal sealed class Snapshot(ApiClient client, CancellationToken cancellationToken)
{
    private const int Crowd = 5;

    private readonly ConcurrentDictionary<string, Lazy<Task>> _answers = new();
    private HashSet<string> _crowded = [];

    public ApiClient Client => client;

    public Task<ApiResult<T>> GetAsync<T>(ApiRequest request, JsonTypeInfo<T> type)
        where T : class =>
        Once(request, () => client.GetAsync(request, type, cancellationToken));

    public Task<ApiResult<List<T>>> ListAsync<T>(ApiRequest request, JsonTypeInfo<ApiList<T>> type)
        where T : class =>
        Once(request, () => client.ListAsync(request, type, cancellationToken));

    /// <summary>Pods in outline only: they are many, and all that is asked of them is how they fare.</summary>
    public Task<ApiResult<List<PodOutline>>> OutlinesAsync(string space, string? selector)
    {
        var request = ApiRequest.List("pods", space);
        request = selector is null ? request : request.With("labelSelector", selector);
        return Once(request, () => client.ListAsync(request, ApiJson.Default.PodList, (pod, _) => PodOutline.Of(pod), cancellationToken));
    }

    /// <summary>A namespace whose pods were all listed already needs no further list.</summary>
    public void Remember(string space, ApiResult<List<PodOutline>> outlines) =>
        _answers[ApiRequest.List("pods", space).Path] = new(() => Task.FromResult(outlines));

    public bool Remembers(string space) => _answers.ContainsKey(ApiRequest.List("pods", space).Path);

    /// <summary>Says which pods will be looked into: where they are many, one list of everything is cheaper than one for each.</summary>
    public void Expect(IEnumerable<string> namespaces) => _crowded = [.. namespaces.GroupBy(n => n).Where(g => g.Count() > Crowd).Select(g => g.Key)];

    public bool IsCrowded(string space) => _crowded.Contains(space);

    private Task<TResult> Once<TResult>(ApiRequest request, Func<Task<TResult>> ask) =>
        (Task<TResult>)_answers.GetOrAdd(request.Path, _ => new(ask)).Value;
}
