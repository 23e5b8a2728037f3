using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Text;

namespace Unloop.Core.Planning.Remedies;

/// <summary>The ConfigMap, Secret, key or variable that was meant, where one that exists is near and no other is as near. No value is ever made up.</summary>
internal sealed class NearestReference : IRemedy
{
    public IReadOnlyList<Category> Categories { get; } = [Category.MissingConfigmapOrSecret, Category.MissingEnv, Category.MountFailure, Category.ImagePull];

    public IEnumerable<Proposal> Propose(RemedyCase @case)
    {
        var corrections = @case.Pod.References
            .Where(r => IsOfCause(@case, r) && r.Presence is Presence.ObjectMissing or Presence.KeyMissing)
            .Select(r => (Reference: r, Meant: Meant(r)))
            .Where(c => c.Meant is not null)
            .DistinctBy(c => (c.Reference.Kind, c.Reference.Name, c.Reference.Presence == Presence.KeyMissing ? c.Reference.Key : null))
            .ToList();
        var edit = new TemplateEditor(@case.Workload.Template);
        if (corrections.Count > 0)
        {
            corrections.ForEach(c => new ReferenceEdit(edit, c.Reference).Rename(c.Meant!));
            yield return edit.Propose($"Name {string.Join(", ", corrections.Select(c => $"{Thing(c.Reference, c.Meant!)} in place of {Wanted(c.Reference)}"))}: what the workload names does not exist, and that is the nearest that does.");
        }
        else if (@case.Cause.Category == Category.MissingEnv && edit.Container(@case.Cause.Container) is { } container && Misspelt(container, @case.Cause.Subject) is { } variable)
        {
            var named = variable.DeepClone().AsObject();
            named["name"] = @case.Cause.Subject;
            TemplateEditor.Items(container, "env").Add((JsonNode)named);
            yield return edit.Propose($"Set {@case.Cause.Subject}, which the program reads, to what {variable["name"].Text()} has: no other variable of the container is as near.");
        }
    }

    /// <summary>A missing variable is explained by an optional reference of that variable alone; a missing object by every reference that is not optional.</summary>
    private static bool IsOfCause(RemedyCase @case, ReferenceFact reference) => @case.Cause.Category switch
    {
        Category.MissingEnv => reference.Place == "env " + @case.Cause.Subject && reference.Container == @case.Cause.Container,
        Category.ImagePull => reference.Place == "imagePullSecrets",
        _ => !reference.Optional,
    };

    private static string? Meant(ReferenceFact reference) => NearestNames.OnlyNear(Wanted(reference), reference.Nearest);

    private static JsonObject? Misspelt(JsonObject container, string wanted)
    {
        var named = container["env"].Objects().Where(e => e["name"].Text() is not null).ToList();
        return NearestNames.OnlyNear(wanted, [.. named.Select(e => e["name"].Text()!)]) is { } near
            ? named.First(e => e["name"].Text() == near) : null;
    }

    private static string Thing(ReferenceFact reference, string meant) =>
        reference.Presence == Presence.KeyMissing ? $"the key {meant} of {reference.Kind} {reference.Name}" : $"{reference.Kind} {meant}";

    private static string Wanted(ReferenceFact reference) => reference is { Presence: Presence.KeyMissing, Key: { } key } ? key : reference.Name;
}
