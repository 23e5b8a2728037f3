using System.Text;
using Unloop.Core.Facts;
using Unloop.Evidence.Offline;
using Unloop.Evidence.Tests.Logs;

namespace Unloop.Evidence.Tests.Offline;

/// <summary>Evidence from files that exist only here.</summary>
internal static class Files
{
    public static EvidenceBatch Read(params (string Path, string Text)[] files) => Read(null, files);

    public static EvidenceBatch Read(OfflineOptions? options, params (string Path, string Text)[] files) =>
        OfflineEvidence.Read([.. files.Select(f => Of(f.Path, Encoding.UTF8.GetBytes(f.Text)))], new NoScanner(), options ?? new OfflineOptions());

    public static EvidenceBatch Read(string path, byte[] bytes) => OfflineEvidence.Read([Of(path, bytes)], new NoScanner(), new OfflineOptions());

    public static InputFile Of(string path, byte[] bytes) => new(path, bytes.Length, () => new MemoryStream(bytes, writable: false));

    /// <summary>A shortened description: <c>name:state:last</c> for each container, <c>i/</c> in front of init containers.</summary>
    public static string Describe(string pod, params string[] containers)
    {
        var text = new StringBuilder($"Name:  {pod}\nNamespace:  shop\nStatus:  Running\n");
        foreach (var kind in containers.GroupBy(c => c.StartsWith("i/", StringComparison.Ordinal)).OrderByDescending(k => k.Key))
        {
            _ = text.Append(kind.Key ? "Init Containers:\n" : "Containers:\n");
            foreach (var parts in kind.Select(c => c.Split('/')[^1].Split(':')))
            {
                _ = text.Append($"  {parts[0]}:\n    Image:  i\n    State:  {(parts[1] == "Running" ? "Running" : "Waiting\n      Reason:  " + parts[1])}\n");
                _ = parts.Length > 2 ? text.Append($"    Last State:  Terminated\n      Reason:  Error\n      Exit Code:  {parts[2]}\n") : text;
                _ = text.Append("    Ready:  False\n    Restart Count:  3\n");
            }
        }

        return text.Append("Events:\n  Type  Reason  Age  From  Message\n  ----  ------  ---  ----  -------\n  Warning  BackOff  2m (x5 over 3m)  kubelet  Back-off restarting\n").ToString();
    }

    public static string Of(this PodEvidence pod, string container, LogInstance instance) =>
        string.Join('\n', pod.Logs.Single(l => l.Container == container && l.Instance == instance).Lines.Select(l => l.Text));
}
