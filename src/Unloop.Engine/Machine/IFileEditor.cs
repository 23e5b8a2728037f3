using Unloop.Core.Facts;

namespace Unloop.Engine.Machine;

/// <summary>Replaces files whole, so that each is there as it was or as it shall be. Implemented by <c>Unloop.Host</c>.</summary>
public interface IFileEditor
{
    /// <summary>The file's bytes; null when there is none.</summary>
    (byte[]? Content, Problem? Problem) Read(string path);

    /// <summary>Writes the file beside its place first and moves it there; on disk before this returns. Its mode is kept; through a link its target is written.</summary>
    /// <param name="content">Null: the file is removed.</param>
    /// <param name="path">Absolute.</param>
    Problem? Replace(string path, byte[]? content);
}
