using System.CommandLine;
using Unloop.Cli.Rendering;

namespace Unloop.Cli.Commands;

/// <summary><c>unloop completion SHELL</c>: a script that asks unloop itself what may come next.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _unloop() {
          local IFS=$'\n'
          COMPREPLY=($(compgen -W "$(unloop "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -F _unloop unloop
        """;

    private const string Zsh = """
        #compdef unloop
        _unloop() {
          local -a answers
          answers=("${(@f)$(unloop "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
          compadd -a answers
        }
        compdef _unloop unloop
        """;

    private const string Fish = """
        complete -f -c unloop -a '(unloop "[suggest:"(string length (commandline -cp))"]" (commandline -cp) 2>/dev/null)'
        """;

    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName unloop -ScriptBlock {
          param($word, $line, $position)
          unloop "[suggest:$position]" "$line" 2>$null | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
        }
        """;

    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = Bash,
        ["zsh"] = Zsh,
        ["fish"] = Fish,
        ["pwsh"] = PowerShell,
    };

    public static Command Create(Terminal terminal)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh, fish or pwsh" };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new Command("completion", "Prints a shell's completion script.") { shell };
        command.SetAction(parsed =>
        {
            terminal.WriteLine(Scripts[parsed.GetRequiredValue(shell)]);
            return ExitCode.Done;
        });
        HelpWithExamples.Add(command, "source <(unloop completion bash)      complete in this shell");
        return command;
    }
}
