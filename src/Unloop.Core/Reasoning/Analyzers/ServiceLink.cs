using System.Buffers;
using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;

namespace Unloop.Core.Reasoning.Analyzers;

/// <summary>
/// The kubelet gives every container NAME_PORT=tcp://IP:PORT for each Service of the namespace. A program that reads its own NAME_PORT gets
/// that address where it expects a number.
/// </summary>
internal sealed class ServiceLink : IAnalyzer
{
    private static readonly SearchValues<char> AddressCharacters = SearchValues.Create("tcp:/.0123456789");

    public string Id => "service-link";

    public IEnumerable<Insight> Look(ContainerCase @case)
    {
        if (@case.Pod.Pod.EnableServiceLinks is false || Line(@case) is not { } proof)
        {
            yield break;
        }

        var name = Fingerprint.WorkloadNameOf(@case.Pod.Subject.Pod).ToUpperInvariant().Replace('-', '_');
        yield return new Finding
        {
            Rule = Id,
            Category = Category.BadEnvValue,
            Subject = $"{name}_PORT",
            Statement = $"A service link ({ValueIn(proof.Text)}, as in the variable {name}_PORT that Kubernetes injects for a Service of that name) takes the place of the value that the program expects.",
            Confidence = Confidence.Likely,
            Weight = Weight.Root,
            Proof = [proof, .. @case.Pod.Pod.EnableServiceLinks is true ? [new Proof(ProofSource.PodSpec, "enableServiceLinks", "true (the default)")] : Array.Empty<Proof>()],
            Solution = [new("Set enableServiceLinks: false in the pod's spec, or rename the Service so that its variables no longer meet the program's own.") { Diff = " spec:\n+  enableServiceLinks: false\n   containers:" }],
            Prevention = [new("Set enableServiceLinks: false wherever Services are found by DNS, which is almost everywhere.")],
        };
    }

    private static string ValueIn(string line)
    {
        var value = line.AsSpan(line.IndexOf("tcp://", StringComparison.Ordinal));
        var end = value.IndexOfAnyExcept(AddressCharacters);
        return (end < 0 ? value : value[..end]).TrimEnd(":.").ToString();
    }

    /// <summary>An error that quotes <c>tcp://</c> with an IP address where a port or address was to be read.</summary>
    private static Proof? Line(ContainerCase @case) =>
        @case.Seen.Where(f => f.Category is Category.BadEnvValue or Category.AppBug or Category.BadFlag or Category.ConfigSyntax or Category.NetworkConfig)
            .SelectMany(f => f.Proof)
            .FirstOrDefault(p => p.Text.IndexOf("tcp://", StringComparison.Ordinal) is >= 0 and var at && at + 6 < p.Text.Length && char.IsAsciiDigit(p.Text[at + 6]));
}
