using Unloop.Dockerfile.Modelling.Commands;
using Unloop.Dockerfile.Modelling.Copying;
using Unloop.Dockerfile.Modelling.Files;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Modelling;

/// <summary>Carries out the instructions of one stage.</summary>
internal sealed class StageBuilder
{
    private readonly ModelBuilder _model;
    private StageState _state;

    /// <summary>CMD stands in this stage: then ENTRYPOINT does not reset it.</summary>
    private bool _hasOwnCmd;

    public StageBuilder(ModelBuilder model, StageModel stage)
    {
        _model = model;
        Stage = stage;
        _state = stage.Start;
        if (stage.Parent is { } parent)
        {
            stage.Needs(parent);
        }
    }

    public StageModel Stage { get; }

    public void Step(Instruction instruction)
    {
        var before = _state;
        var outcome = StepOutcome.Succeeds;
        IReadOnlyList<RunCommand> commands = [];
        CopyResult? copy = null;
        switch (instruction.Keyword)
        {
            case "RUN":
                (_state, outcome, commands) = new RunInterpreter(_model, Stage, instruction, before).Run();
                break;
            case "COPY" or "ADD":
                (_state, outcome, copy) = new CopyInterpreter(_model, Stage, instruction, before).Run();
                _state = copy.Destination is null or "/" or "/etc" or "/etc/passwd" ? _state with { Users = _state.Users.Opened() } : _state;
                break;
            default:
                _state = Configure(instruction, before);
                break;
        }

        Stage.Add(new StepModel
        {
            Stage = Stage,
            Instruction = instruction,
            Order = _model.Order,
            Before = before,
            After = _state,
            Outcome = outcome,
            Commands = commands,
            Copy = copy,
        });
    }

    private StageState Configure(Instruction instruction, StageState state) => instruction.Keyword switch
    {
        "ARG" => Declare(instruction, state),
        "ENV" => SetVariables(instruction, state),
        "WORKDIR" => EnterDirectory(instruction, state),
        "USER" => state with { User = Expand(instruction.Arguments, state) is { } user ? user.Trim() : null, UserSetBy = instruction },
        "SHELL" when instruction.ExecForm is { Count: > 0 } shell => state with { Shell = shell },
        "VOLUME" => state with { Volumes = state.Volumes.AddRange(Known(instruction.Words, state)) },
        "EXPOSE" => state with { ExposedPorts = state.ExposedPorts.AddRange(Known(instruction.Words, state)) },
        "ENTRYPOINT" => SetEntrypoint(instruction, state),
        "CMD" => SetCmd(instruction, state),
        "ONBUILD" when instruction.Inner is { } inner => state with { OnBuild = state.OnBuild.Add(inner) },
        _ => state,
    };

    private IEnumerable<string> Known(IEnumerable<string> words, StageState state) => words.Select(w => Expand(w, state)).OfType<string>();

    private string? Expand(string word, StageState state) => Variables.Expand(word, _model.Escape, state);

    private StageState Declare(Instruction instruction, StageState state)
    {
        foreach (var argument in instruction.KeyValues)
        {
            state = state with { Arguments = state.Arguments.SetItem(argument.Key, _model.ArgumentValue(argument, state)) };
        }

        return state;
    }

    /// <summary>All pairs of one ENV see the variables as they were before it.</summary>
    private StageState SetVariables(Instruction instruction, StageState before)
    {
        var environment = before.Environment;
        foreach (var pair in instruction.KeyValues)
        {
            if (Expand(pair.Key, before) is { } name)
            {
                environment = environment.SetItem(name, pair.Value is { } value ? Expand(value, before) : null);
            }
        }

        return before with { Environment = environment };
    }

    private StageState EnterDirectory(Instruction instruction, StageState state)
    {
        if (Expand(instruction.Arguments, state) is not { Length: > 0 } written || state.Resolve(written) is not { } directory)
        {
            return state with { WorkingDirectory = null, Files = Changes.Disturb(state.Files, "/", Origin(instruction)) };
        }

        return state with { WorkingDirectory = directory, Files = Changes.MakeDirectory(state.Files, directory, Origin(instruction), "0:0") };
    }

    private FileOrigin Origin(Instruction instruction) => new()
    {
        Kind = OriginKind.WorkDirectory,
        Instruction = instruction,
        Stage = Stage.Index,
        Order = _model.Order,
    };

    private CommandPart Part(Instruction instruction, StageState state) => instruction.ExecForm is { } words
        ? new CommandPart(CommandForm.Exec, words, null, instruction, Stage.Index)
        : new CommandPart(CommandForm.Shell, [.. state.Shell, instruction.Arguments], instruction.Arguments, instruction, Stage.Index);

    /// <summary>As in BuildKit's <c>dispatchEntrypoint</c>: an inherited CMD goes, one of this stage stays.</summary>
    private StageState SetEntrypoint(Instruction instruction, StageState state) => state with
    {
        Command = new StartCommand { Entrypoint = Part(instruction, state), Cmd = _hasOwnCmd ? state.Command.Cmd : null },
    };

    private StageState SetCmd(Instruction instruction, StageState state)
    {
        _hasOwnCmd = true;
        return state with { Command = state.Command with { Cmd = Part(instruction, state) } };
    }
}
