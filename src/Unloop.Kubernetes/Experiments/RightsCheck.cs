using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Text;
using Unloop.Kubernetes.Api;
using Unloop.Kubernetes.Auth;

namespace Unloop.Kubernetes.Experiments;

/// <summary>Asks the API server what the user may do, before anything is done (SelfSubjectAccessReview). It keeps nothing of the question.</summary>
internal sealed class RightsCheck(ApiWriter writer)
{
    private const string Group = "authorization.k8s.io";

    /// <summary>What the tests cannot do without, one phrase each; empty also where the server does not answer such questions: then the first refusal says it.</summary>
    public async Task<(IReadOnlyList<string> Missing, Problem? Problem)> MissingAsync(string space, CancellationToken cancellationToken)
    {
        var needed = AccessTable.Trying.Where(r => r.Need == AccessNeed.Required).SelectMany(r => r.Verbs.Select(v => (Rule: r, Verb: v))).ToList();
        var answers = await Task.WhenAll(needed.Select(n => AskAsync(space, n.Rule, n.Verb, cancellationToken)));
        var problem = answers.Select(a => a.Error).FirstOrDefault(e => e is { Kind: ApiErrorKind.Unreachable or ApiErrorKind.TimedOut or ApiErrorKind.Tls or ApiErrorKind.Unauthorised })?.ToProblem();
        return ([.. needed.Zip(answers).Where(n => n.Second.Allowed == false).Select(n => $"{n.First.Verb} {n.First.Rule.Resource}{(n.First.Rule.Group.Length > 0 ? $".{n.First.Rule.Group}" : "")}")], problem);
    }

    private async Task<(bool? Allowed, ApiError? Error)> AskAsync(string space, AccessRule rule, string verb, CancellationToken cancellationToken)
    {
        var parts = rule.Resource.Split('/');
        var wish = new JsonObject { ["namespace"] = space, ["verb"] = verb, ["group"] = rule.Group, ["resource"] = parts[0] };
        if (parts.Length > 1)
        {
            wish["subresource"] = parts[1];
        }

        var review = new JsonObject { ["apiVersion"] = Group + "/v1", ["kind"] = "SelfSubjectAccessReview", ["spec"] = new JsonObject { ["resourceAttributes"] = wish } };
        var result = await writer.WriteAsync(ApiWrite.Create(ApiRequest.List("selfsubjectaccessreviews", null, Group), review), cancellationToken);
        return result.Value is not { } answer ? (null, result.Error)
            : answer.At("status", "allowed") is JsonValue value && value.TryGetValue<bool>(out var allowed) ? (allowed, null)
            : (null, null);
    }
}
