namespace Unloop.Dockerfile.Modelling.Commands;

/// <summary>useradd of shadow, adduser of Debian and of BusyBox.</summary>
internal static class UserCommands
{
    private static readonly string[] Valued =
    [
        "-u", "--uid", "-g", "--gid", "-G", "--groups", "-d", "--home", "--home-dir", "-s", "--shell", "-c", "--comment", "--gecos", "-h", "-p", "--password", "-k", "--skel", "-b",
        "--base-dir", "-e", "-f", "-K", "--ingroup", "--firstuid",
    ];

    public static CommandResult Add(CommandCall call)
    {
        var run = call.Run;
        var operands = call.Operands(Valued);
        if (operands is not [{ Text: { } name }, ..] || operands.Exists(o => o.Text is null))
        {
            run.Users = run.Users.Opened();
            return CommandResult.Succeeds;
        }

        run.Users = run.IsCertain ? run.Users.With(name) : run.Users.Opened();
        if (call.Program == "adduser" ? !call.Has("-H", "--no-create-home") : call.Has("-m", "--create-home"))
        {
            var home = call.Value("-d", "--home", "--home-dir") ?? (call.Program == "adduser" ? call.Value("-h") : null) ?? "/home/" + name;
            if (run.Resolve(home) is { } path && home != "/nonexistent")
            {
                run.Disturb(path);
                run.MakeDirectory(path);
                run.Own(path, name, recursive: true);
            }
        }

        return CommandResult.Succeeds;
    }

    public static CommandResult Change(CommandCall call)
    {
        call.Run.Users = new UserTable([], true);
        return CommandResult.Succeeds;
    }
}
