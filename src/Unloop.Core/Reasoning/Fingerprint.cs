using System.Security.Cryptography;
using System.Text;
using Unloop.Core.Facts;

namespace Unloop.Core.Reasoning;

/// <summary>A cause's identity across pods, restarts and time, for de-duplication and muting.</summary>
public static class Fingerprint
{
    public static string Of(PodSubject subject, string container, Category category, string culprit)
    {
        var workload = subject.Workload ?? WorkloadNameOf(subject.Pod);
        var key = string.Join('\n', subject.Cluster, subject.Namespace, workload, container, category.Token(), WithoutNumbers(culprit));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..16];
    }

    /// <summary>The workload's name as the pod's name shows it: without the ordinal, or without the hashes that controllers add.</summary>
    public static string WorkloadNameOf(string pod)
    {
        var parts = pod.Split('-');
        var keep = parts.Length;
        if (keep > 1 && (IsHash(parts[keep - 1], 5) || parts[keep - 1].All(char.IsAsciiDigit)))
        {
            keep--;
            if (keep > 1 && parts[keep].Length == 5 && parts[keep - 1].Length is >= 6 and <= 10 && IsHash(parts[keep - 1], parts[keep - 1].Length))
            {
                keep--;
            }
        }

        return string.Join('-', parts.AsSpan(0, keep));
    }

    /// <summary>Kubernetes' hashes are lower-case letters without vowels and digits; one without any digit is likelier a word.</summary>
    private static bool IsHash(string part, int length) =>
        part.Length == length && part.All(c => char.IsAsciiDigit(c) || (char.IsAsciiLetterLower(c) && !"aeiou".Contains(c, StringComparison.Ordinal)));

    private static string WithoutNumbers(string text) => string.Concat(text.Select(c => char.IsAsciiDigit(c) ? '#' : c));
}
