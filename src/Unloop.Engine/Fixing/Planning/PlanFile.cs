using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Planning;

namespace Unloop.Engine.Fixing.Planning;

/// <summary>
/// A plan in a file, for another time or person: <c>{ "hash": "sha256:…", "plan": { … } }</c>. A plan that is not what its hash says was edited on the way,
/// and is not read.
/// </summary>
public static class PlanFile
{
    public static byte[] Write(Plan plan)
    {
        var file = new JsonObject { ["hash"] = plan.Hash, ["plan"] = JsonSerializer.SerializeToNode(plan, PlanJson.Default.Plan) };
        return Encoding.UTF8.GetBytes(file.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
    }

    /// <param name="name">Of the file, for messages.</param>
    public static (Plan? Plan, Problem? Problem) Read(string name, ReadOnlySpan<byte> content)
    {
        try
        {
            var file = JsonNode.Parse(content, documentOptions: new JsonDocumentOptions { MaxDepth = PlanJson.Default.Options.MaxDepth }) as JsonObject;
            if (file?["plan"] is not JsonObject body || (string?)body["schema"] != Plan.SchemaName)
            {
                return (null, Bad($"{name} holds no plan of the form {Plan.SchemaName}: write one with --plan-out"));
            }

            var plan = body.Deserialize(PlanJson.Default.Plan)!;
            return plan.Hash == (string?)file["hash"] && plan.Hash == CanonicalJson.Hash(body)
                ? (plan, null)
                : (null, new Problem(ProblemKind.Refused, $"{name} is not the plan that its hash names: it was edited. Make a new plan; what is approved is exactly what is carried out."));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return (null, Bad($"{name} is no plan: {e.Message}"));
        }
    }

    private static Problem Bad(string message) => new(ProblemKind.BadInput, message);
}
