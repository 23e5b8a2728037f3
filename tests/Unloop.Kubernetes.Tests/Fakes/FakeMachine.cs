using System.Text;
using Unloop.Core.Facts;
using Unloop.Engine.Machine;

namespace Unloop.Kubernetes.Tests.Fakes;

internal sealed class FakeFiles : IFileReader
{
    private readonly Dictionary<string, byte[]> _files = [];

    public int Reads { get; private set; }

    public string this[string path]
    {
        set => _files[path] = Encoding.UTF8.GetBytes(value);
    }

    public FileRead Read(string path, int limit)
    {
        Reads++;
        return _files.TryGetValue(path, out var content) ? FileRead.Of(content) : FileRead.NotThere;
    }
}

internal sealed class FakeProcesses(params ProcessResult[] results) : IProcessRunner
{
    public List<ProcessCommand> Commands { get; } = [];

    public bool InputIsTerminal { get; init; }

    /// <summary>Stands in answers where they say APIVERSION.</summary>
    public string ApiVersion { get; set; } = "";

    public Task<ProcessResult> RunAsync(ProcessCommand command, CancellationToken cancellationToken)
    {
        Commands.Add(command);
        var result = results[Math.Min(Commands.Count, results.Length) - 1];
        return Task.FromResult(result with { Output = result.Output.Replace("APIVERSION", ApiVersion, StringComparison.Ordinal) });
    }
}

/// <summary>Finds nothing: heads and tails of logs are enough here.</summary>
internal sealed class NoHits : ILineScanner
{
    public void Scan(ReadOnlySpan<byte> bytes, ICollection<int> hits)
    {
    }
}
