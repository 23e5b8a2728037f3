using System.Text;

namespace Unloop.Core.Injection;

/// <summary>What a value with <c>$(NAME)</c> in it becomes.</summary>
/// <param name="Unresolved">Names that nothing answered to; they stay in the text as they were.</param>
public sealed record Expanded(string Text, IReadOnlyList<string> Unresolved);

/// <summary>
/// Kubernetes' own expansion: <c>$(NAME)</c> is replaced, <c>$$</c> is a dollar sign, and what does not resolve stays. There is no <c>${NAME}</c> and
/// no default. Source: third_party/forked/golang/expansion.
/// </summary>
public static class Expansion
{
    /// <param name="input">As the manifest has it.</param>
    /// <param name="look">The value of a name; null where there is none.</param>
    public static Expanded Expand(string input, Func<string, string?> look)
    {
        var text = new StringBuilder(input.Length);
        var unresolved = new List<string>();
        var last = input.LastIndexOf(')');
        for (var at = 0; at < input.Length; at++)
        {
            if (input[at] != '$' || at + 1 == input.Length)
            {
                _ = text.Append(input[at]);
                continue;
            }

            var next = input[++at];
            var end = next == '(' && at < last ? input.IndexOf(')', at) : -1;
            if (next == '$')
            {
                _ = text.Append('$');
            }
            else if (end < 0)
            {
                _ = text.Append('$').Append(next);
            }
            else
            {
                var name = input[(at + 1)..end];
                var value = look(name);
                if (value is null)
                {
                    unresolved.Add(name);
                }

                _ = text.Append(value ?? $"$({name})");
                at = end;
            }
        }

        return new(text.ToString(), unresolved);
    }

    /// <summary>The names that are referred to.</summary>
    public static IReadOnlyList<string> NamesIn(string input) => Expand(input, _ => null).Unresolved;
}
