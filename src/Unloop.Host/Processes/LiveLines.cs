using System.Text;
using Unloop.Engine.Machine;

namespace Unloop.Host.Processes;

/// <summary>Cuts what a program writes into lines while it writes. A carriage return ends a line too: that is how progress is drawn.</summary>
internal sealed class LiveLines(IProgress<string> listener)
{
    private readonly Lock _one = new();

    public async Task TellAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        var buffer = new char[4096];
        int read;
        while ((read = await reader.ReadAsync(buffer, cancellationToken)) > 0)
        {
            foreach (var c in buffer.AsSpan(0, read))
            {
                if (c is '\n' or '\r')
                {
                    Tell(line);
                }
                else if (line.Length < ProcessCommand.LineLimit)
                {
                    line.Append(c);
                }
            }
        }

        Tell(line);
    }

    private void Tell(StringBuilder line)
    {
        if (line.Length == 0)
        {
            return;
        }

        lock (_one)
        {
            listener.Report(line.ToString());
        }

        line.Clear();
    }
}
