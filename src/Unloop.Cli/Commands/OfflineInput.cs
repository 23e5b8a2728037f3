using Unloop.Core.Facts;
using Unloop.Evidence.Offline;
using Unloop.Host.Inputs;

namespace Unloop.Cli.Commands;

/// <summary>Evidence from files, for the commands that have <c>--from</c>.</summary>
internal static class OfflineInput
{
    /// <summary>What the files say, and the image layout that lies beside them; null where there is none.</summary>
    public static (EvidenceBatch Batch, string? Layout) Read(string path, string? container, ILineScanner scanner)
    {
        using var files = InputFiles.Open(path, Console.OpenStandardInput);
        if (files.Files.Count == 0 && files.Problems.Count > 0)
        {
            return (new EvidenceBatch { Problems = files.Problems }, null);
        }

        var batch = OfflineEvidence.Read(files.Files, scanner, new OfflineOptions { Container = container });
        return (batch with
        {
            Problems = [.. files.Problems, .. batch.Problems],
            Inputs = [.. batch.Inputs, .. files.Layouts.Select(l => new InputNote(l.Name, "an OCI image layout, of the container that fails"))],
        }, files.Layouts is [var first, ..] ? first.Path : null);
    }
}
