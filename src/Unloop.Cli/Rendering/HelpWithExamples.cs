using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Unloop.Cli.Rendering;

/// <summary>The usual help, followed by lines that can be typed as they stand.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    private static readonly Dictionary<Command, string[]> Examples = [];

    /// <summary>Gives a command its examples: the line to type, then after two blanks what it does.</summary>
    public static void Add(Command command, params string[] examples) => Examples[command] = examples;

    public override int Invoke(ParseResult parseResult)
    {
        var result = help.Invoke(parseResult);
        if (Examples.TryGetValue(parseResult.CommandResult.Command, out var examples))
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in examples)
            {
                output.WriteLine($"  {example}");
            }

            output.WriteLine();
        }

        return result;
    }
}
