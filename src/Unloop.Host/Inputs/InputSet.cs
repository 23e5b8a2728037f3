using Unloop.Core.Facts;
using Unloop.Evidence.Offline;

namespace Unloop.Host.Inputs;

/// <summary>The files behind a <c>--from</c>, and what kept others from being among them. Dispose it when the evidence is read.</summary>
public sealed class InputSet : IDisposable
{
    private readonly Spool? _spool;

    internal InputSet(IReadOnlyList<InputFile> files, IReadOnlyList<Problem> problems, Spool? spool = null)
    {
        Files = files;
        Problems = problems;
        _spool = spool;
    }

    public IReadOnlyList<InputFile> Files { get; }

    public IReadOnlyList<Problem> Problems { get; }

    public void Dispose() => _spool?.Dispose();
}
