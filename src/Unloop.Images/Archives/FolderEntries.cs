using Unloop.Core.Facts;
using Unloop.Engine.Machine;
using Unloop.Images.Content;

namespace Unloop.Images.Archives;

/// <summary>A folder, such as an OCI layout or an unpacked archive.</summary>
internal sealed class FolderEntries(string folder, IFileStore store) : IImageEntries
{
    public Task<EntryContent?> OpenAsync(string path, CancellationToken cancellationToken)
    {
        if (!IsInside(path))
        {
            return Task.FromResult<EntryContent?>(null);
        }

        var opening = store.Open($"{folder.TrimEnd('/', '\\')}/{path}");
        return opening switch
        {
            { Content: { } content } => Task.FromResult<EntryContent?>(new(content, content.Length)),
            { Why: FileOpeningFailure.Unreadable } => throw new ContentException(ProblemKind.Failed, $"{folder}/{Words.Shown(path)} {opening.Failure}."),
            _ => Task.FromResult<EntryContent?>(null),
        };
    }

    /// <summary>The names come from files that nobody vouches for.</summary>
    private static bool IsInside(string path) =>
        !path.AsSpan().ContainsAny('\\', ':') && path.Split('/').All(p => p is not ("" or "." or "..")) && !path.Any(char.IsControl);
}
