using System.Security.Cryptography;
using System.Text;
using Unloop.Alerts.Generation;

namespace Unloop.Alerts.Planning;

/// <summary>
/// By what Unloop knows its own again, in a service that keeps no other state of it: a mark that says who made a monitor, and an id that says for whom and by
/// which rule. The id begins with its target's, so that all of a target can be found whatever rules it once had. Pure.
/// </summary>
public static class MonitorIdentity
{
    private const int TargetDigits = 12;

    /// <summary>Of the target alone: 12 hexadecimal digits. Two clusters without a name are one.</summary>
    public static string Target(AlertScope scope)
    {
        string?[] parts = [scope.Cluster, scope.Namespace, scope.Kind?.ToLowerInvariant(), scope.Name];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))))[..TargetDigits];
    }

    /// <summary>Of one rule for it: <c>3fa9c1d2e4b5-burst</c>, which is a legal Datadog tag's value, label's value and part of an object's name.</summary>
    /// <param name="rule">The rule's token: lower case letters, digits and dashes.</param>
    public static string Of(AlertScope scope, string rule) => $"{Target(scope)}-{rule}";

    /// <summary>The id of the same rule for the target as it was called before its cluster had a name.</summary>
    /// <param name="nameless">The target's digits then.</param>
    public static string OfNameless(string id, string nameless) => nameless + id[TargetDigits..];

    /// <summary>Whether an id is of this target.</summary>
    public static bool IsOf(string id, string target) => id.Length > TargetDigits + 1 && id[TargetDigits] == '-' && id.StartsWith(target, StringComparison.Ordinal);
}
