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

    /// <summary>Images that lie beside the evidence.</summary>
    public IReadOnlyList<ImageLayout> Layouts { get; init; } = [];

    public void Dispose() => _spool?.Dispose();
}

/// <summary>An OCI image layout among the files.</summary>
/// <param name="Name">As the user would write it, below the folder that was named.</param>
/// <param name="Path">Where it lies.</param>
public sealed record ImageLayout(string Name, string Path);
