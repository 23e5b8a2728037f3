using System.Text;

namespace Unloop.Dockerfile.Tests.Editing;

/// <summary>Applies a unified diff as strictly as <c>git apply</c>: every context line must be there, at the very line that the hunk names.</summary>
internal static class DiffApplier
{
    public static string Apply(string before, string diff)
    {
        var old = Lines(before);
        var result = new StringBuilder();
        var position = 0;
        var lines = Lines(diff);
        for (var i = 2; i < lines.Count;)
        {
            var ranges = lines[i++].Split(' ')[1..3].Select(r => r[1..].Split(',').Select(int.Parse).ToArray()).ToArray();
            var (start, oldLeft, newLeft) = (ranges[0][0], Count(ranges[0]), Count(ranges[1]));
            var index = oldLeft == 0 ? start : start - 1;
            while (position < index)
            {
                result.Append(old[position++]);
            }

            while (oldLeft > 0 || newLeft > 0)
            {
                var (sign, text) = (lines[i][0], lines[i++][1..]);
                if (i < lines.Count && lines[i].StartsWith('\\'))
                {
                    text = text[..^1];
                    i++;
                }

                if (sign is ' ' or '-')
                {
                    Assert.Equal(old[position++], text);
                    oldLeft--;
                }

                if (sign is ' ' or '+')
                {
                    result.Append(text);
                    newLeft--;
                }
            }
        }

        return result.AppendJoin("", old.Skip(position)).ToString();
    }

    private static int Count(int[] range) => range.Length > 1 ? range[1] : 1;

    private static List<string> Lines(string text)
    {
        var lines = text.Split('\n').Select(l => l + "\n").ToList();
        lines[^1] = lines[^1][..^1];
        return lines[^1].Length == 0 ? lines[..^1] : lines;
    }
}
