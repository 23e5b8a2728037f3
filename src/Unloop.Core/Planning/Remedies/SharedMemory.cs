using System.Text.Json.Nodes;

namespace Unloop.Core.Planning.Remedies;

/// <summary>More shared memory than the 64 MiB that the runtime gives: a volume in memory at /dev/shm.</summary>
internal sealed class SharedMemory : IRemedy
{
    private const string Path = "/dev/shm";

    /// <summary>What runtimes give, and what other users of it may need besides the segment that did not fit.</summary>
    private const long Default = 64 * Sizes.Mebi;

    public IReadOnlyList<Category> Categories { get; } = [Category.DiskFull, Category.KernelLimits, Category.HeapExhausted, Category.AppBug];

    public IEnumerable<Proposal> Propose(RemedyCase @case)
    {
        var edit = new TemplateEditor(@case.Workload.Template);
        if (!@case.Cause.Subject.Contains(Path, StringComparison.Ordinal) && !@case.Cause.Proof.Any(p => p.Text.Contains(Path, StringComparison.Ordinal))
            || edit.Container(@case.Cause.Container) is not { } container || TemplateEditor.MountOf(container, Path) is not null)
        {
            yield break;
        }

        var limit = MemoryLimit.LimitOf(container, @case);
        var asked = Sizes.Asked(@case.Words);
        var size = Sizes.Round((asked ?? 2 * Default) + Default);
        if (limit is { } most && size >= most)
        {
            yield return new PersonProposal { Statement = $"{Path} would need {Sizes.Text(size)}, which counts against the memory limit of {Sizes.Text(most)}: raise the limit first, or let the program share less memory." };
            yield break;
        }

        edit.Mount(container, Path, "shared-memory", new JsonObject { ["emptyDir"] = new JsonObject { ["medium"] = "Memory", ["sizeLimit"] = Sizes.Text(size) } });
        yield return edit.Propose(asked is { } bytes
            ? $"Mount {Sizes.Text(size)} of memory at {Path}: the program asked for {Sizes.Text(bytes)}, and {Sizes.Text(Default)} is for the rest; it counts against the memory limit."
            : $"Mount {Sizes.Text(size)} of memory at {Path} in place of the runtime's {Sizes.Text(Default)}: nothing says how much it needs; it counts against the memory limit.");
    }
}
