using System.CommandLine;
using Unloop.Cli.Rendering;
using Unloop.Kubernetes.Auth;

namespace Unloop.Cli.Commands;

/// <summary><c>unloop auth</c>: what a command asks of a cluster, as a table or as a Role to grant it.</summary>
internal static class AuthCommand
{
    public static Command Create(Terminal terminal)
    {
        var which = new Argument<string>("COMMAND") { Description = "The command to ask about", DefaultValueFactory = _ => "diagnose" };
        which.AcceptOnlyFromAmong([.. AccessTable.Commands]);
        var role = new Option<bool>("--role") { Description = "Print a ClusterRole (with --namespace a Role) that grants just this" };
        var space = new Option<string?>("--namespace", "-n") { Description = "The namespace of the Role", HelpName = "NAME" };
        var secrets = new Option<bool>("--check-secret-keys") { Description = "With what this flag of diagnose needs" };
        var recreate = new Option<bool>("--recreate") { Description = "With what this flag of fix needs" };
        var withMonitor = new Option<bool>("--with-monitor") { Description = "With what this flag of fix needs for PrometheusRules" };
        var apply = new Option<bool>("--apply") { Description = "With what this flag of scale needs" };
        var command = new Command("auth", "Prints the verbs that a command needs, and a Role that grants them.") { which, role, space, secrets, recreate, withMonitor, apply };
        command.SetAction(parsed =>
        {
            var rules = AccessTable.For(parsed.GetRequiredValue(which), parsed.GetValue(secrets), parsed.GetValue(recreate), parsed.GetValue(withMonitor), apply: parsed.GetValue(apply))!;
            if (parsed.GetValue(role))
            {
                terminal.Write(RoleYaml.Print(rules, parsed.GetValue(space)));
                return ExitCode.Done;
            }

            var width = Math.Max(10, rules.Max(r => string.Join(',', r.Verbs).Length));
            foreach (var rule in rules)
            {
                var resource = rule.Group.Length == 0 ? rule.Resource : $"{rule.Resource}.{rule.Group}";
                terminal.WriteLine($"{string.Join(',', rule.Verbs).PadRight(width)} {resource,-32} {rule.Need.ToString().ToLowerInvariant(),-9} {rule.Why}");
            }

            return ExitCode.Done;
        });
        HelpWithExamples.Add(command, "unloop auth                                  what diagnose reads", "unloop auth --role -n shop | kubectl apply -f -");
        return command;
    }
}
