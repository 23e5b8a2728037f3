using System.Security.Cryptography;
using System.Text;
using Unloop.Core.Facts;
using Unloop.Core.Planning;

namespace Unloop.Engine.Fixing.Steps;

/// <summary>Writes the mended Dockerfile into the working tree; takes it back byte for byte.</summary>
internal sealed class EditFiles : StepRunner<EditFilesStep>
{
    protected override Task<StepEnd> ApplyAsync(EditFilesStep step, StepContext context, CancellationToken cancellationToken)
    {
        // First a look at all of them: a file that somebody else has changed leaves every one as it is.
        foreach (var (edit, index) in step.Files.Select((f, i) => (f, i)))
        {
            var (content, problem) = context.Tools.Files.Read(edit.Path);
            problem ??= Hash(content) == edit.BeforeHash ? KeepOriginal(context, index, content)
                : Hash(content) == AfterHash(edit) && context.Kept(Name(index)) is not null ? null
                : new Problem(ProblemKind.Refused, $"{edit.Path} has changed since the plan was made; it is left as it is. Make a new plan.");
            if (problem is not null)
            {
                return Task.FromResult(StepEnd.Failed(problem));
            }
        }

        foreach (var edit in step.Files)
        {
            if (context.Tools.Files.Replace(edit.Path, Encoding.UTF8.GetBytes(edit.After)) is { } problem)
            {
                return Task.FromResult(StepEnd.Failed(problem));
            }
        }

        return Task.FromResult(new StepEnd(null, $"changed {string.Join(" and ", step.Files.Select(f => f.Path))}; nothing is committed"));
    }

    protected override Task<StepEnd> RevertAsync(EditFilesStep step, StepContext context, CancellationToken cancellationToken)
    {
        foreach (var (edit, index) in step.Files.Select((f, i) => (f, i)))
        {
            if (context.Kept(Name(index)) is not { } kept)
            {
                continue;   // it was never written
            }

            var (content, problem) = context.Tools.Files.Read(edit.Path);
            if (problem is null && Hash(content) != edit.BeforeHash)
            {
                problem = Hash(Original(kept)) != edit.BeforeHash ? new Problem(ProblemKind.Refused, $"What is kept of {edit.Path} in {context.Journal.Folder} is not what it was before the fix; it is not put back.")
                    : Hash(content) == AfterHash(edit) ? context.Tools.Files.Replace(edit.Path, Original(kept))
                    : new Problem(ProblemKind.Refused, $"{edit.Path} was edited after the fix had changed it; it is left as it is. As it was before, it is kept in {context.Journal.Folder}.");
            }

            if (problem is not null)
            {
                return Task.FromResult(StepEnd.Failed(problem));
            }
        }

        return Task.FromResult(new StepEnd(null, $"{string.Join(" and ", step.Files.Select(f => f.Path))} as before"));
    }

    internal static string? Hash(byte[]? content) => content is null ? null : $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";

    private static string? AfterHash(FileEdit edit) => Hash(Encoding.UTF8.GetBytes(edit.After));

    /// <summary>An empty file stands for none: a leading mark tells them apart.</summary>
    private static Problem? KeepOriginal(StepContext context, int index, byte[]? content) =>
        context.Kept(Name(index)) is null ? context.Keep(Name(index), content is null ? [0] : [1, .. content]) : null;

    private static byte[]? Original(byte[] kept) => kept is [1, .. var content] ? content : null;

    private static string Name(int index) => $"file-{index}.before";
}
