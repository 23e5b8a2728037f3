namespace Unloop.Cli.Rendering;

/// <summary>Says what is going on when something takes longer than a person waits without wondering.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static async Task<T> WithProgress<T>(Task<T> work, string what, Terminal terminal, CancellationToken cancellationToken)
    {
        while (terminal.IsWatched && !work.IsCompleted && await Task.WhenAny(work, Task.Delay(Patience, cancellationToken)) != work && !cancellationToken.IsCancellationRequested)
        {
            terminal.Progress(what);
        }

        return await work;
    }

    /// <summary>The same for work that waits for nothing but the disk: it needs no other thread where nobody watches.</summary>
    public static async Task<T> WithProgress<T>(Func<T> work, string what, Terminal terminal, CancellationToken cancellationToken) =>
        terminal.IsWatched ? await WithProgress(Task.Run(work, cancellationToken), what, terminal, cancellationToken) : work();
}
