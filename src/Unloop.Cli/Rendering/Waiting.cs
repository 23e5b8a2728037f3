namespace Unloop.Cli.Rendering;

/// <summary>Says what is going on when something takes longer than a person waits without wondering.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static async Task<T> WithProgress<T>(Task<T> work, string what, Terminal terminal, CancellationToken cancellationToken)
    {
        while (await Task.WhenAny(work, Task.Delay(Patience, cancellationToken)) != work && !cancellationToken.IsCancellationRequested)
        {
            terminal.Progress(what);
        }

        return await work;
    }
}
