using Unloop.Core.Diagnoses;

namespace Unloop.Core.Reasoning.Analyzers;

/// <summary>The args say the command once more, so that the program gets its own name and options as operands.</summary>
internal sealed class RepeatedCommand : IAnalyzer
{
    public string Id => "repeated-command";

    public IEnumerable<Insight> Look(ContainerCase @case)
    {
        var container = @case.Container;
        if (container is not { Command: { Count: > 0 } command, Args: { Count: > 0 } args } || command[0] != args[0] || args[0].StartsWith('-')
            || container.Termination is { ExitCode: 0 })
        {
            yield break;
        }

        var strongest = @case.Strongest;
        yield return new Finding
        {
            Rule = Id,
            Category = Category.BadFlag,
            Subject = args[0],
            Statement = $"The args of {container.Name} repeat its command: {command[0]} is called with '{args[0]}' and the rest as operands.",
            Confidence = Confidence.Certain,
            Weight = Weight.Root,
            Proof =
            [
                new(ProofSource.PodSpec, $"containers[{container.Name}].args", string.Join(' ', args)),
                new(ProofSource.PodSpec, $"containers[{container.Name}].command", string.Join(' ', command)),
                .. strongest is null ? [] : new[] { strongest.Proof[0] },
            ],
            Supersedes = [Category.MissingFile.Token(), Category.CommandNotFound.Token()],
            Solution = [new("Put the program in command and only its operands in args (or everything in command, and no args).")],
            Prevention = [new("command replaces the image's ENTRYPOINT and args its CMD; the container runs command followed by args.")],
        };
    }
}
