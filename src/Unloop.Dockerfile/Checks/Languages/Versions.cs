using Unloop.Dockerfile.Modelling.Bases;

namespace Unloop.Dockerfile.Checks.Languages;

/// <summary>Version constraints as Bundler and Composer write them, asked about a version of which often only major and minor are known.</summary>
internal static class Versions
{
    /// <returns>Null where the constraint or the version does not decide it.</returns>
    public static bool? Allows(string constraint, SoftwareVersion version)
    {
        var alternatives = constraint.Replace("||", "|", StringComparison.Ordinal).Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var answers = alternatives.Select(a => AllowsAll(a, version)).ToList();
        return answers.Count == 0 ? null : answers.Contains(true) ? true : answers.Contains(null) ? null : false;
    }

    private static bool? AllowsAll(string constraints, SoftwareVersion version)
    {
        // ">= 8.1" is one term, ">=8.1 <9" are two.
        foreach (var sign in (string[])["^", "~>", ">=", "<=", "~", ">", "<", "="])
        {
            constraints = constraints.Replace(sign + " ", sign, StringComparison.Ordinal);
        }

        var answers = constraints.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Select(t => AllowsOne(t, version)).ToList();
        return answers.Count == 0 ? null : answers.Contains(false) ? false : answers.Contains(null) ? null : true;
    }

    private static bool? AllowsOne(string term, SoftwareVersion version)
    {
        var number = term.TrimStart('^', '~', '>', '<', '=');
        var sign = term[..(term.Length - number.Length)];
        var parts = number.TrimStart('v').Split('.');
        if (version.Minor is not { } minor || !int.TryParse(parts[0], out var major))
        {
            return null;
        }

        var hasMinor = parts.Length > 1 && int.TryParse(parts[1], out _);
        var wanted = hasMinor ? int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) : 0;
        var order = version.Major != major ? version.Major.CompareTo(major) : minor.CompareTo(wanted);
        var isExactlyKnown = parts.Length <= 2;
        return sign switch
        {
            ">=" or ">" when order != 0 => order > 0,
            ">=" => isExactlyKnown ? true : null,
            "<" or "<=" when order != 0 => order < 0,
            "<" when isExactlyKnown => false,
            "^" => version.Major != major ? false : order < 0 ? false : order > 0 || isExactlyKnown ? true : null,
            "~" or "~>" when parts.Length <= 2 => version.Major == major && order >= 0,
            "~" or "~>" => order == 0 ? null : false,
            "" or "=" when hasMinor => order == 0 ? (isExactlyKnown ? true : null) : false,
            _ => null,
        };
    }
}
