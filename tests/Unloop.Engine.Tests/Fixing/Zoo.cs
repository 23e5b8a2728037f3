using System.Text.Json.Nodes;
using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Core.Planning.Remedies;
using Unloop.Core.Reasoning;
using Unloop.Core.Signatures;
using Unloop.Engine.Knowing;
using Unloop.Evidence.Offline;
using Unloop.Evidence.Yaml;
using Unloop.Tests;

namespace Unloop.Engine.Tests.Fixing;

/// <summary>The workloads of e2e/zoo as remedies see them: the template of the manifest, and the evidence that kubectl showed of it (e2e/cases).</summary>
internal static class Zoo
{
    private static readonly SignatureIndex Knowledge = ShippedKnowledge.Load();

    /// <param name="name">The folder.</param>
    /// <param name="more">What a live cluster tells beside kubectl's text.</param>
    public static RemedyCase Case(string name, Func<PodEvidence, PodEvidence>? more = null)
    {
        var folder = Repository.PathTo("e2e", "cases", name);
        var files = Directory.EnumerateFiles(folder).Where(f => Path.GetFileName(f) != "expected.json")
            .Select(f => new InputFile(Path.GetFileName(f), -1, () => File.OpenRead(f))).ToList();
        var pod = Assert.Single(OfflineEvidence.Read(files, Knowledge, new OfflineOptions()).Pods);
        pod = more?.Invoke(pod) ?? pod;
        var container = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")))!["container"]!.GetValue<string>();
        var diagnosis = new Reasoner(Knowledge).Diagnose(pod).First(d => d.Subject.Container == container);
        return new RemedyCase(pod, diagnosis, Workload(name));
    }

    public static LiveWorkload Workload(string name)
    {
        var text = File.ReadAllText(Repository.PathTo("e2e", "zoo", name, "manifest.yaml"));
        var manifest = YamlDocument.ToJson(text).Documents.Select(d => JsonNode.Parse(d)!.AsObject())
            .First(m => m["spec"] is JsonObject spec && (spec["template"] is not null || spec["containers"] is not null));
        var template = (manifest["spec"]!["template"] ?? new JsonObject { ["metadata"] = manifest["metadata"]!.DeepClone(), ["spec"] = manifest["spec"]!.DeepClone() }).DeepClone().AsObject();
        return new LiveWorkload
        {
            Ref = new WorkloadRef
            {
                ApiVersion = manifest["apiVersion"]!.GetValue<string>(),
                Kind = manifest["kind"]!.GetValue<string>(),
                Namespace = "zoo",
                Name = name,
                Uid = "1f0d",
            },
            ResourceVersion = "1",
            Template = template,
        };
    }

    public static IReadOnlyList<string> Edits(RemedyCase @case, TemplateProposal proposal) =>
        [.. TemplateEdits.Between(@case.Workload.Template, proposal.Template).Select(e => $"{e.Op} {e.Path} {CanonicalJson.Text(e.Value)}")];
}
