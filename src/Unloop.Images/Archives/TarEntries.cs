using Unloop.Core.Facts;
using Unloop.Engine.Machine;
using Unloop.Images.Content;

namespace Unloop.Images.Archives;

internal static class TarEntries
{
    public static Task<IImageEntries> ReadAsync(string path, Stream content, IFileStore store, CancellationToken cancellationToken)
    {
        _ = content;
        throw new ContentException(ProblemKind.BadInput, $"{path}: archives are not read yet.");
    }
}
