using System.Net;
using System.Text.Json;
using Unloop.Core.Facts;
using Unloop.Images.Content;
using Unloop.Images.References;

namespace Unloop.Images.Registry;

/// <summary>What is known when a registry refuses; puts it into one sentence that says what to do. Pure.</summary>
/// <param name="RefusedCredentials">Where those are from that were shown.</param>
/// <param name="Notes">What kept credentials from being found.</param>
/// <param name="Said">By the token service.</param>
internal sealed record RegistryRefusal(
    ImageReference Reference, RegistryAddress Address, IReadOnlyList<string> RefusedCredentials, IReadOnlyList<string> Notes, string Said)
{
    private static readonly string[] CloudHosts = [".amazonaws.com", ".azurecr.io", "gcr.io", ".pkg.dev", ".ocir.io"];

    /// <param name="what">That was asked for: <c>manifest</c>, <c>layer sha256:…</c></param>
    /// <param name="body">As far as it was read.</param>
    /// <param name="retryAfter">As the registry asks.</param>
    public ContentException Explain(HttpStatusCode status, ReadOnlyMemory<byte> body, string what, TimeSpan? retryAfter)
    {
        using var document = JsonFields.TryParse(body);
        var said = ServerWords.Of(document);
        return (int)status switch
        {
            401 => new(ProblemKind.Unauthorised, Unauthorised(said)),
            403 => new(ProblemKind.Unauthorised, Forbidden(said)),
            404 => new(ProblemKind.NoMatch, NotFound(document, what)),
            429 => new(ProblemKind.Unreachable, $"{Address.Host} limits how often it may be asked{Quoted(said)}; {Patience(retryAfter)}, log in with '{LogIn}', or name a mirror with --registry-map."),
            >= 500 => new(ProblemKind.Unreachable, $"{Address.Host} has trouble of its own (HTTP {(int)status}{(said.Length > 0 ? $": {said}" : "")}); {Patience(retryAfter)}, or ask who runs it."),
            _ => new(ProblemKind.Failed, $"{Address.Host} answers with HTTP {(int)status}{Quoted(said)} when asked for the {what} of {Reference.Written}; is it a registry?"),
        };
    }

    private string LogIn => Address.Host == ImageReference.DockerHub ? "docker login" : $"docker login {Address.Host}";

    private string Unauthorised(string said)
    {
        if (Notes.Count > 0)
        {
            return $"{Address.Host} asks for a log-in to read {Address.Repository}, and {string.Join("; ", Notes)}.";
        }

        if (RefusedCredentials.Count > 0)
        {
            var words = Said.Length > 0 ? Said : said;
            return $"{Address.Host} does not accept the credentials from {string.Join(" or ", RefusedCredentials)} for {Address.Repository}{Quoted(words)}; log in again with '{LogIn}'.";
        }

        return Address.Host == ImageReference.DockerHub ? HubUnauthorised() : $"{Address.Host} asks for a log-in to read {Address.Repository}: say '{LogIn}'{Elsewhere}.";
    }

    /// <summary>Docker Hub does not tell what is private from what does not exist.</summary>
    private string HubUnauthorised() => Reference.IsShort && Address.Repository.StartsWith(ImageReference.Library, StringComparison.Ordinal)
        ? $"Docker Hub has no image {Reference.Written}: a name without a registry means docker.io/{Address.Repository}; push it under its full name, such as registry.example.com/team/{Address.Repository[ImageReference.Library.Length..]}, and use that."
        : $"Docker Hub has no {Address.Repository}, or it is private: check the name, or log in with '{LogIn}'{Elsewhere}.";

    private string Forbidden(string said) => RefusedCredentials.Count > 0
        ? $"{Address.Host} knows the credentials from {string.Join(" or ", RefusedCredentials)}, but they may not read {Address.Repository}{Quoted(said)}; ask for the right to pull."
        : $"{Address.Host} lets nobody read {Address.Repository} without a log-in{Quoted(said)}: check the name, or say '{LogIn}'{Elsewhere}.";

    /// <summary>What the nodes may have and this machine cannot see.</summary>
    private string Elsewhere => CloudHosts.Any(h => Address.Host.EndsWith(h, StringComparison.Ordinal))
        ? "; the nodes log in by a credential provider of their kubelet, which cannot be seen from here"
        : "; what the nodes use (pull secrets, a credential provider of the kubelet) cannot be seen from here";

    private string NotFound(JsonDocument? document, string what) => ServerWords.Code(document) switch
    {
        "NAME_UNKNOWN" => $"{Address.Host} has no repository {Address.Repository}; check the name, or push the image.",
        _ when what != ManifestName => $"{Address.Host} has lost the {what} of {Reference.Written}; push the image again.",
        "" when document is null && Address.Host != ImageReference.DockerHub => $"{Address.Host} has no {Reference.Written}, or is no registry (HTTP 404 without a registry's words); check the name and port.",
        _ when Reference.Digest is { } digest => $"{Address} has no image with the digest {digest}; it was deleted, or pushed somewhere else.",
        _ => $"{Address} has no tag '{Reference.Tag}'; check the repository's name and the tag, or push it.",
    };

    /// <summary>How the manifest is called in <c>what</c>.</summary>
    public const string ManifestName = "manifest";

    private static string Patience(TimeSpan? retryAfter) => retryAfter is { TotalSeconds: > 0 } wait ? $"try again in {Length(wait)}" : "try again later";

    private static string Length(TimeSpan wait) => wait.TotalMinutes < 2 ? $"{Math.Ceiling(wait.TotalSeconds):0} seconds" : $"{Math.Ceiling(wait.TotalMinutes):0} minutes";

    private static string Quoted(string said) => said.Length > 0 ? $" ({said})" : "";
}
