using System.Text.Json.Nodes;
using Unloop.Core.Planning;

namespace Unloop.Alerts.Planning;

/// <summary>What differs between two normal forms, field by field. Pure.</summary>
public static class FieldDifferences
{
    /// <summary>Only the members of <paramref name="after"/> are looked at; a member that is null there must not be set.</summary>
    public static IReadOnlyList<FieldDifference> Between(JsonObject before, JsonObject after)
    {
        var found = new List<FieldDifference>();
        Compare(before, after, "", found);
        return found;
    }

    private static void Compare(JsonObject before, JsonObject after, string path, List<FieldDifference> found)
    {
        foreach (var (name, wanted) in after.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            var field = path.Length == 0 ? name : $"{path}.{name}";
            switch (before[name], wanted)
            {
                case (var old, JsonObject now) when old is null or JsonObject:
                    Compare(old as JsonObject ?? [], now, field, found);
                    break;
                case (var old, _) when !CanonicalJson.Equal(old, wanted):
                    found.Add(new(field, old?.DeepClone(), wanted?.DeepClone()));
                    break;
                default:
                    break;
            }
        }
    }
}
