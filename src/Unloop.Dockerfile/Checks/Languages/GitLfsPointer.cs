using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;

namespace Unloop.Dockerfile.Checks.Languages;

/// <summary>What is started is the small text that Git keeps in place of a large file.</summary>
internal sealed class GitLfsPointer : IRule
{
    public RuleDescription About { get; } = new(
        "git-lfs-pointer", Severity.Error,
        "the file that is started is a Git LFS pointer, not the file itself",
        "Error: Invalid or corrupt jarfile app.jar",
        "Run git lfs pull before the build.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (model.FirstFailure is not null || Launch.Of(model) is not { } launch)
        {
            yield break;
        }

        foreach (var file in StartedFile.Of(launch))
        {
            if (file.Entry is { Copied: { } copied, Text.Head: var head, MadeBy.Instruction: { } by } && head.StartsWith("version https://git-lfs.github.com/spec/v1", StringComparison.Ordinal))
            {
                yield return About.At(
                    by, file.Name,
                    $"{copied.Path} in the build context is a Git LFS pointer of {copied.Size} bytes, and {(file.Interpreter is null ? "the container executes it" : $"{file.Interpreter} is given it")}.",
                    file.Interpreter == "java" ? $"Error: Invalid or corrupt jarfile {file.Name}" : file.Interpreter is null ? $"exec {file.Entry.Path}: exec format error" : "SyntaxError");
            }
        }
    }
}
