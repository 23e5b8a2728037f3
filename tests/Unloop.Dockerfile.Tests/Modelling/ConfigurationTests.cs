using Unloop.Dockerfile.Modelling;

namespace Unloop.Dockerfile.Tests.Modelling;

public class ConfigurationTests
{
    [Fact]
    public void Entrypoint_drops_an_inherited_Cmd_and_keeps_its_own()
    {
        Assert.Equal(["/a"], Build.Of("FROM node:20\nENTRYPOINT [\"/a\"]").Target!.Command.Argv!);
        Assert.Equal(["/a", "b"], Build.Of("FROM node:20\nCMD [\"b\"]\nENTRYPOINT [\"/a\"]").Target!.Command.Argv!);
        Assert.Equal(["/a"], Build.Of("FROM node:20 AS x\nCMD [\"b\"]\nFROM x\nENTRYPOINT [\"/a\"]").Target!.Command.Argv!);
    }

    [Fact]
    public void An_inherited_Entrypoint_stays_in_front_of_Cmd()
    {
        var command = Build.Of("FROM node:20\nCMD [\"node\", \"server.js\"]").Target!.Command;
        Assert.Equal(["docker-entrypoint.sh", "node", "server.js"], command.Argv!);
        Assert.Equal(CommandForm.Inherited, command.Entrypoint!.Form);
        Assert.Equal(2, command.Cmd!.SetBy!.FirstLine);
    }

    [Fact]
    public void The_shell_form_is_what_SHELL_makes_of_it()
    {
        var command = Build.Of("FROM debian\nSHELL [\"/bin/bash\", \"-c\"]\nENTRYPOINT node $X\nCMD [\"y\"]").Target!.Command;
        Assert.Equal(["/bin/bash", "-c", "node $X", "y"], command.Argv!);
        Assert.True(command.CmdIsIgnored);
        Assert.Equal("node $X", command.Entrypoint!.Text);
    }

    [Fact]
    public void An_unknown_base_leaves_the_command_open()
    {
        Assert.Null(Build.Of("FROM example.com/base\nCMD [\"x\"]").Target!.Command.Argv);
        Assert.Equal(["x"], Build.Of("FROM example.com/base\nENTRYPOINT [\"x\"]").Target!.Command.Argv!);
    }

    [Fact]
    public void Relative_folders_add_up_and_variables_are_expanded()
    {
        var end = Build.Of("ARG ROOT=/srv\nFROM scratch\nARG ROOT\nENV APP=web\nWORKDIR $ROOT\nWORKDIR ${APP}/x\nUSER node").Target!.End;
        Assert.Equal("/srv/web/x", end.WorkingDirectory);
        Assert.True(end.Files.Find("/srv/web/x").IsPresent);
        Assert.Equal("node", end.User);
        Assert.False(end.IsRoot);
    }

    [Fact]
    public void An_argument_that_is_not_declared_again_is_empty_and_one_without_value_is_unknown()
    {
        var end = Build.Of("ARG A=/a\nFROM scratch\nARG B\nENV X=${A}x Y=${B}").Target!.End;
        Assert.Equal("x", end.Variable("X"));
        Assert.Null(end.Variable("Y"));
        Assert.True(end.Environment.ContainsKey("Y"));
    }

    [Fact]
    public void Build_arguments_and_targets_come_from_the_options()
    {
        var options = new BuildOptions { Target = "dev", BuildArgs = new Dictionary<string, string> { ["V"] = "14" } };
        var model = Build.With("ARG V=20\nFROM node:${V} AS dev\nFROM scratch", null, options);
        Assert.Equal("node:14", model.Target!.BaseReference);
        Assert.Equal(6, model.Target.End.Managers["npm"]);
        Assert.False(model.Stages[1].IsNeeded);
    }

    [Fact]
    public void Programs_are_found_through_PATH()
    {
        var model = Build.Of("FROM node:20-alpine\nENV PATH=/app/bin:$PATH\nCOPY tool /app/bin/\nENV BROKEN=1", ("tool", "x"));
        var end = model.Target!.End;
        Assert.Equal("/app/bin/tool", end.FindProgram("tool").Path);
        Assert.Equal("/usr/local/bin/node", end.FindProgram("node").Path);
        Assert.True(end.FindProgram("bash").IsAbsent);
        Assert.True(Build.Of("FROM node:20\nENV PATH=/app/bin").Target!.End.FindProgram("node").IsAbsent);
    }

    [Theory]
    [InlineData("")]
    [InlineData("RUN x")]
    [InlineData("FROM")]
    [InlineData("FROM $X\nRUN ls")]
    [InlineData("FROM a AS a\nFROM a AS a\nCOPY --from=a / /\nCOPY --from=1 / /")]
    [InlineData("FROM scratch\nCOPY\nADD x\nRUN\nWORKDIR\nENV\nUSER\nENTRYPOINT\nCMD []\nSHELL []\nRUN x\nVOLUME\nONBUILD RUN x")]
    public void Documents_with_errors_have_a_model_too(string text) => Assert.NotNull(Build.Of(text).Stages);
}
