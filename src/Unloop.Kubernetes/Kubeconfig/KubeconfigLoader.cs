using System.Text;
using System.Text.Json;
using Unloop.Core.Facts;
using Unloop.Engine.Machine;
using Unloop.Evidence.Yaml;

namespace Unloop.Kubernetes.Kubeconfig;

/// <summary>Finds the kubeconfig files that kubectl would use, and reads them.</summary>
internal sealed class KubeconfigLoader(ConnectOptions options, IFileReader files)
{
    private const int FileLimit = 16 << 20;

    /// <summary>Null when there is none and none was asked for; the caller may then be inside a cluster.</summary>
    public MergedKubeconfig? Load(List<Problem> problems)
    {
        var merged = new MergedKubeconfig();
        foreach (var path in Paths())
        {
            var read = files.Read(path, FileLimit);
            if (read.Missing && options.KubeconfigPath is null)
            {
                continue;
            }

            if (read.Failure is { } failure)
            {
                problems.Add(new(ProblemKind.BadInput, $"The kubeconfig {path} {failure}."));
            }
            else if (Parse(path, read.Content, problems) is { } file)
            {
                merged.Add(path, file);
            }
        }

        return merged.Files.Count > 0 ? merged : null;
    }

    /// <summary>The places that are looked at, in the order of their precedence.</summary>
    public IReadOnlyList<string> Paths()
    {
        if (options.KubeconfigPath is { Length: > 0 } one)
        {
            return [one];
        }

        if (options.Variable("KUBECONFIG") is { } list)
        {
            return [.. list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Distinct()];
        }

        var home = options.Variable("HOME") ?? options.Variable("USERPROFILE");
        return home is null ? [] : [Path.Combine(home, ".kube", "config")];
    }

    private static KubeconfigFile? Parse(string path, ReadOnlyMemory<byte> content, List<Problem> problems)
    {
        var (documents, error) = YamlDocument.ToJson(Encoding.UTF8.GetString(content.Span));
        if (error is not null)
        {
            problems.Add(new(ProblemKind.BadInput, $"The kubeconfig {path} is not YAML: line {error.Line}."));
            return null;
        }

        try
        {
            return documents.Count == 0 ? new() : JsonSerializer.Deserialize(documents[0], KubeconfigJson.Default.KubeconfigFile) ?? new();
        }
        catch (JsonException e)
        {
            // Not the exception's own words: they may quote what stands there, and that may be a credential.
            problems.Add(new(ProblemKind.BadInput, $"The kubeconfig {path} is not understood at {e.Path ?? "its start"}."));
            return null;
        }
    }
}
