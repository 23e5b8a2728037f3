using Unloop.Core.Reasoning.Analyzers;
using Unloop.Core.Text;

namespace Unloop.Core.Planning.Remedies;

/// <summary>Runs the image that its tag stands for in the registry now, by its digest, where the node kept an older one.</summary>
internal sealed class RegistryDigest : IRemedy
{
    /// <summary>Causes that another image can end.</summary>
    public IReadOnlyList<Category> Categories { get; } =
    [
        Category.MissingModule, Category.MissingFile, Category.CommandNotFound, Category.NotExecutable, Category.ExecFormat, Category.ScriptFormat, Category.SharedLibrary,
        Category.CpuInstructionSet, Category.AppBug, Category.ConfigSyntax, Category.BadFlag,
    ];

    public IEnumerable<Proposal> Propose(RemedyCase @case)
    {
        var edit = new TemplateEditor(@case.Workload.Template);
        if (edit.Container(@case.Cause.Container) is not { } container
            || container["image"].Text() is not { } reference || reference.Contains('@', StringComparison.Ordinal)
            || @case is not { Image: { TagDigest: { } digest } image, Container.ImageId: { } running }
            || image.Reference != reference || ImageIdentity.Moved(image, running) is null
            || container["imagePullPolicy"].Text() == "Never")
        {
            yield break;
        }

        container["image"] = $"{ImageIdentity.WithoutTag(reference)}@{digest}";
        yield return edit.Propose($"Run {reference} by the digest that the registry has for it now ({ImageIdentity.Short(digest)}): the node still runs an older image under that tag.");
    }
}
