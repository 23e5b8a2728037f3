using Unloop.Cli.Rendering;

namespace Unloop.Cli.Tests;

/// <summary>Runs a command line as a user would, and keeps what it wrote where.</summary>
internal sealed record Run(int ExitCode, string Out, string Error)
{
    public static async Task<Run> Unloop(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await UnloopCommand.RunAsync(args, new Terminal(output, error), TestContext.Current.CancellationToken);
        return new Run(exitCode, output.ToString(), error.ToString());
    }
}
