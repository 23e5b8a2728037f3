using System.Text;
using Unloop.Engine.Machine;

namespace Unloop.Images.Tests.Fakes;

/// <summary>Files by their paths; everything else is not there. Counts what was looked for.</summary>
internal sealed class FakeFiles : IFileReader, IFileStore
{
    private readonly Dictionary<string, byte[]> _files = [];

    public List<string> Reads { get; } = [];

    public string this[string path]
    {
        set => _files[path] = Encoding.UTF8.GetBytes(value);
    }

    public void Put(string path, byte[] content) => _files[path] = content;

    public FileRead Read(string path, int limit)
    {
        Reads.Add(path);
        return _files.TryGetValue(path, out var content) ? FileRead.Of(content) : FileRead.NotThere;
    }

    public FileOpening Open(string path)
    {
        Reads.Add(path);
        return _files.TryGetValue(path, out var content) ? new(new MemoryStream(content, writable: false))
            : _files.Keys.Any(k => k.StartsWith(path.TrimEnd('/') + "/", StringComparison.Ordinal)) ? FileOpening.Folder
            : FileOpening.NotThere;
    }

    public IReadOnlyList<FolderEntry>? List(string folder, int limit) => null;
}

/// <summary>Programs by their names; the answer may look at the input.</summary>
internal sealed class FakeProcesses : IProcessRunner
{
    private readonly Dictionary<string, Func<string, ProcessResult>> _programs = [];

    public List<ProcessCommand> Commands { get; } = [];
    public bool InputIsTerminal => false;

    public Func<string, ProcessResult> this[string program]
    {
        set => _programs[program] = value;
    }

    public Task<ProcessResult> RunAsync(ProcessCommand command, CancellationToken cancellationToken)
    {
        Commands.Add(command);
        return Task.FromResult(_programs.TryGetValue(command.Program, out var answer) ? answer(command.Input) : new() { End = ProcessEnd.NotFound });
    }

    public static ProcessResult Wrote(string output, int exitCode = 0) => new() { End = ProcessEnd.Exited, ExitCode = exitCode, Output = output };
}
