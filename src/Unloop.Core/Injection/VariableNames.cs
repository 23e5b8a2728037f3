namespace Unloop.Core.Injection;

/// <summary>Which names the kubelet and shells take. Source: apimachinery, validation.IsEnvVarName.</summary>
public static class VariableNames
{
    /// <summary>Letters, digits, <c>_</c>, <c>-</c> and <c>.</c>; no digit first, and nothing that leads out of a folder.</summary>
    public static bool IsTakenFromKeys(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')
        && name is not "." && !name.StartsWith("..", StringComparison.Ordinal);

    /// <summary>A shell has no variable of another name, and the usual ones do not hand it on to what they start.</summary>
    public static bool IsSeenByShells(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
