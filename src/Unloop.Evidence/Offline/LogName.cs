using System.Text.RegularExpressions;
using Unloop.Core.Facts;

namespace Unloop.Evidence.Offline;

/// <summary>What a log's file name says; a null is left open.</summary>
/// <param name="Label">What may be a container's or a pod's name; only the pods can tell.</param>
/// <param name="Type">Said by <c>init-</c> in front.</param>
internal sealed partial record LogName(
    string? Label = null, LogInstance? Instance = null, ContainerType? Type = null, string? Container = null, string? Pod = null, string? Namespace = null)
{
    private static readonly string[] Nameless =
        ["log", "logs", "crash", "crashlog", "stdout", "stderr", "output", "out", "container", "pod", "error", "errors", "app-log", "console"];

    /// <summary>Whether a file of this name is a log, whatever it holds.</summary>
    public static bool IsLog(InputFile file)
    {
        var name = file.Name.ToLowerInvariant();
        return LogExtension().IsMatch(name) || LogText().IsMatch(name);
    }

    public static LogName Of(InputFile file)
    {
        if (PodsFolder().Match(file.Path) is { Success: true } kubelet)
        {
            // The runtime numbers instances; which number is current is seen when all are known.
            return new LogName(Container: kubelet.Groups["container"].Value, Pod: kubelet.Groups["pod"].Value, Namespace: kubelet.Groups["ns"].Value);
        }

        var stem = Extensions().Replace(file.Name, "");
        if (ContainersFolder().Match(stem) is { Success: true } link)
        {
            return new LogName(Container: link.Groups["container"].Value, Pod: link.Groups["pod"].Value, Namespace: link.Groups["ns"].Value);
        }

        LogInstance? instance = null;
        if (InstanceSuffix().Match(stem) is { Success: true } suffix)
        {
            instance = suffix.Groups["word"].Value.StartsWith("prev", StringComparison.OrdinalIgnoreCase) || suffix.Groups["word"].Value is "last" or "p"
                ? LogInstance.Previous
                : LogInstance.Current;
            stem = stem[..suffix.Index];
        }

        if (stem.StartsWith("init-", StringComparison.OrdinalIgnoreCase) && stem.Length > 5)
        {
            return new LogName(stem[5..], instance, ContainerType.Init);
        }

        stem = stem.StartsWith("sidecar-", StringComparison.OrdinalIgnoreCase) && stem.Length > 8 ? stem[8..] : stem;
        return stem.Length == 0 || Nameless.Contains(stem.ToLowerInvariant()) ? new LogName(Instance: instance) : new LogName(stem, instance);
    }

    [GeneratedRegex(@"\.(log|out|err)(\.\d+)?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex LogExtension();

    [GeneratedRegex(@"(^|[._-])(logs?|previous|current|stdout|stderr)(\.txt)?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex LogText();

    [GeneratedRegex(@"(\.(log|txt|out|err|json))?(\.\d+)?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Extensions();

    [GeneratedRegex(@"(^|[._-])(?<word>previous|prev|current|cur|last|p)([._-]logs?)?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex InstanceSuffix();

    /// <summary><c>/var/log/pods/NAMESPACE_POD_UID/CONTAINER/0.log</c></summary>
    [GeneratedRegex(@"(^|/)(?<ns>[a-z0-9-]+)_(?<pod>[a-z0-9.-]+)_[0-9a-f-]{32,36}/(?<container>[a-z0-9-]+)/\d+\.log[^/]*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex PodsFolder();

    /// <summary><c>/var/log/containers/POD_NAMESPACE_CONTAINER-ID.log</c></summary>
    [GeneratedRegex(@"^(?<pod>[a-z0-9.-]+)_(?<ns>[a-z0-9-]+)_(?<container>[a-z0-9-]+)-[0-9a-f]{64}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ContainersFolder();
}
