namespace Unloop.Evidence.Describe;

/// <summary>A line of a description: how deep it stands, and its key and value where it has them.</summary>
internal readonly record struct Field(int Indent, string Key, string Value)
{
    /// <summary>Null when the line is no <c>Key: value</c>.</summary>
    public static Field? Of(string line)
    {
        var indent = 0;
        while (indent < line.Length && line[indent] == ' ')
        {
            indent++;
        }

        var colon = line.IndexOf(':', indent);
        if (colon <= indent || (colon + 1 < line.Length && line[colon + 1] is not (' ' or '\t')))
        {
            return null;
        }

        return new Field(indent, line[indent..colon], line[(colon + 1)..].Trim());
    }

    public static bool IsNone(string value) => value is "" or "<none>" or "<unset>" or "<nil>" or "<unknown>";
}
