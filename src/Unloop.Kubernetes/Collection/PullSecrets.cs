using System.Buffers.Text;
using System.Text;
using Unloop.Core.Facts;
using Unloop.Evidence.Api;
using Unloop.Kubernetes.Api;

namespace Unloop.Kubernetes.Collection;

/// <summary>
/// The credentials by which the kubelet pulls a pod's images: those that the pod names, and those of its service account. Read only when the
/// user says so; they go to the registry that they are for, and into no evidence.
/// </summary>
internal static class PullSecrets
{
    /// <summary>What a Secret of these types holds under these keys is a <c>config.json</c>, or the <c>auths</c> of one.</summary>
    private static readonly string[] Keys = [".dockerconfigjson", ".dockercfg"];

    public static async Task<(IReadOnlyList<PullSecret> Secrets, IReadOnlyList<Gap> Gaps)> ReadAsync(Snapshot snapshot, Pod pod)
    {
        var (space, gaps) = (pod.Metadata?.Namespace ?? "", new List<Gap>());
        var account = pod.Spec?.ServiceAccountName ?? "default";
        var served = await snapshot.GetAsync(ApiRequest.Get("serviceaccounts", space, account), ApiJson.Default.ServiceAccount);
        if (!served.TryGet(out var serviceAccount, out var error))
        {
            gaps.Add(error.ToGap($"the pull secrets of service account {account}"));
        }

        var names = (pod.Spec?.ImagePullSecrets ?? []).Concat(serviceAccount?.ImagePullSecrets ?? []).Select(s => s?.Name).OfType<string>().Distinct();
        var secrets = new List<PullSecret>();
        foreach (var name in names)
        {
            var answer = await snapshot.GetAsync(ApiRequest.Get("secrets", space, name), ApiJson.Default.CredentialSecret);
            if (!answer.TryGet(out var secret, out error))
            {
                gaps.Add(error.ToGap($"the pull secret {name}"));
            }
            else if (Keys.Select(k => secret.Data?.GetValueOrDefault(k)).FirstOrDefault(v => v is not null) is { } value && Base64.IsValid(value))
            {
                secrets.Add(new(space, pod.Metadata?.Name ?? "", Encoding.UTF8.GetString(Convert.FromBase64String(value))));
            }
            else
            {
                gaps.Add(new() { What = $"the pull secret {name}", Reason = GapReason.Unreadable, Detail = $"Secret {name} holds no {Keys[0]}" });
            }
        }

        return (secrets, gaps);
    }
}
