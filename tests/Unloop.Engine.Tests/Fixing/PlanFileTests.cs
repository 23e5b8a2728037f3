using System.Text;
using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Engine.Fixing.Planning;

namespace Unloop.Engine.Tests.Fixing;

public class PlanFileTests
{
    private static string Written() => Encoding.UTF8.GetString(PlanFile.Write(FakeWorld.Plan()));

    private static Problem? Refusal(string text) => PlanFile.Read("plan.json", Encoding.UTF8.GetBytes(text)).Problem;

    [Fact]
    public void What_is_read_is_what_was_written()
    {
        var (plan, problem) = PlanFile.Read("plan.json", Encoding.UTF8.GetBytes(Written()));
        Assert.Null(problem);
        Assert.Equal(FakeWorld.Plan().Hash, plan!.Hash);
        Assert.Equal(FakeWorld.Plan().Steps.Select(s => s.GetType()), plan.Steps.Select(s => s.GetType()));
    }

    [Fact]
    public void A_plan_that_makes_a_file_and_adds_a_field_is_read_as_well()
    {
        var plan = FakeWorld.Plan();
        plan = plan with
        {
            Steps =
            [
                ((EditFilesStep)plan.Steps[0]) with { Files = [new FileEdit("/src/.dockerignore", null, "node_modules")] },
                ((PatchWorkloadStep)plan.Steps[3]) with { Edits = [new TemplateEdit("remove", "/spec/volumes")], Changes = [new TemplateChange("volumes", "x", null), new TemplateChange("enableServiceLinks", null, "false")] },
            ],
        };
        var (read, problem) = PlanFile.Read("plan.json", PlanFile.Write(plan));
        Assert.Null(problem);
        Assert.Equal(plan.Hash, read!.Hash);
    }

    [Theory]
    [InlineData("\"web\"", "\"other\"")]
    [InlineData("COPY package.json", "COPY passwords")]
    [InlineData("\"risk\": \"medium\"", "\"risk\": \"low\"")]
    [InlineData("\"steps\": [", "\"steps\": [ {\"kind\":\"try-image\",\"statement\":\"s\",\"precondition\":\"p\",\"risk\":\"low\",\"inverse\":\"i\",\"image\":\"x\",\"runtime\":\"r\"},")]
    [InlineData("\"version\"", "\"extra\": 1, \"version\"")]
    public void A_plan_that_was_edited_is_refused(string what, string into)
    {
        Assert.Contains(what, Written(), StringComparison.Ordinal);
        Assert.Equal(ProblemKind.Refused, Refusal(Written().Replace(what, into, StringComparison.Ordinal))!.Kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"plan\":{\"schema\":\"unloop.dev/plan/v9\"}}")]
    [InlineData("{\"hash\":1,\"plan\":{\"schema\":\"unloop.dev/plan/v1\"}}")]
    [InlineData("{\"plan\":{\"schema\":\"unloop.dev/plan/v1\",\"steps\":[{\"kind\":\"format-disk\"}]}}")]
    [InlineData("\u0000\u0001")]
    public void What_is_no_plan_is_bad_input(string text)
    {
        var problem = Refusal(text);
        Assert.Equal(ProblemKind.BadInput, problem!.Kind);
        Assert.Contains("plan.json", problem.Message, StringComparison.Ordinal);
    }
}
