using Unloop.Core.Facts;
using Unloop.Evidence.Bundles;

namespace Unloop.Evidence.Offline;

/// <summary>Files in, evidence out. Nothing depends on the reader's clock, time zone or locale, nor on the order of the files.</summary>
public static class OfflineEvidence
{
    public static EvidenceBatch Read(IReadOnlyList<InputFile> files, ILineScanner scanner, OfflineOptions options)
    {
        var gathered = new Gathered();
        var rest = BundleReader.Take(files, gathered);
        var reader = new FileReader(scanner, options, gathered, isOnlyFile: files.Count == 1);
        foreach (var file in rest.OrderBy(f => f.Path, StringComparer.Ordinal))
        {
            try
            {
                reader.Read(file);
            }
            catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
            {
                gathered.Problems.Add(new Problem(ProblemKind.BadInput, $"{file.Path}: cannot be read: {e.Message}"));
            }
        }

        var pods = PodAssembly.Build(gathered, options);
        if (pods.Count == 0 && gathered.Bundled.Count == 0 && gathered.Problems.Count == 0)
        {
            gathered.Problems.Add(new Problem(ProblemKind.BadInput, Nothing(files, gathered)));
        }

        return new EvidenceBatch { Pods = [.. gathered.Bundled, .. pods], Problems = gathered.Problems, Inputs = [.. gathered.Notes.OrderBy(n => n.Path, StringComparer.Ordinal)] };
    }

    private static string Nothing(IReadOnlyList<InputFile> files, Gathered gathered)
    {
        const string Known = "give the output of 'kubectl describe pod', a pod as YAML or JSON, or a container's log";
        return files.Count switch
        {
            0 => $"there is no file to read: {Known}",
            1 when gathered.Notes is [var only] => $"{only.Path} is {only.TakenFor}: {Known}",
            _ => $"none of the {files.Count} files tells of a pod: {Known}",
        };
    }
}
