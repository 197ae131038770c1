using Koi.Fuzz;
using SharpFuzz;

const string Usage = "usage: Koi.Fuzz ipsec|lexer|hostname|ifstated|trace|sasyncd|sync|netlink|groups|carp < input\n       Koi.Fuzz seeds sync|netlink|groups|carp folder\n";

// Under a fuzzer Run loops over its inputs; otherwise it reads standard input once.
switch (args)
{
    case ["ipsec"]:
        Fuzzer.OutOfProcess.Run(static input => ConfigurationTarget.Parse(Inputs.ReadText(input)));
        return 0;
    case ["lexer"]:
        Fuzzer.OutOfProcess.Run(static input => ConfigurationTarget.Lex(Inputs.ReadText(input)));
        return 0;
    case ["hostname"]:
        Fuzzer.OutOfProcess.Run(static input => HostnameTarget.Parse(Inputs.ReadText(input)));
        return 0;
    case ["ifstated"]:
        Fuzzer.OutOfProcess.Run(static input => IfstateTarget.Parse(Inputs.ReadText(input)));
        return 0;
    case ["trace"]:
        Fuzzer.OutOfProcess.Run(static input => IfstateTarget.Play(Inputs.ReadText(input)));
        return 0;
    case ["sasyncd"]:
        Fuzzer.OutOfProcess.Run(static input => SyncTarget.Parse(Inputs.ReadText(input)));
        return 0;
    case ["sync"]:
        Fuzzer.OutOfProcess.Run(static input => SyncTarget.Hear(Inputs.ReadBytes(input)));
        return 0;
    case ["seeds", "sync", var folder]:
        SyncTarget.WriteSeeds(folder);
        return 0;
    case ["netlink"]:
        Fuzzer.OutOfProcess.Run(static input => NetlinkTarget.Decode(Inputs.ReadBytes(input)));
        return 0;
    case ["groups"]:
        Fuzzer.OutOfProcess.Run(static input => GroupsTarget.Read(Inputs.ReadText(input)));
        return 0;
    case ["carp"]:
        Fuzzer.OutOfProcess.Run(static input => CarpTarget.Read(Inputs.ReadBytes(input)));
        return 0;
    case ["seeds", "carp", var folder]:
        CarpTarget.WriteSeeds(folder);
        return 0;
    case ["seeds", "groups", var folder]:
        GroupsTarget.WriteSeeds(folder);
        return 0;
    case ["seeds", "netlink", var folder]:
        NetlinkTarget.WriteSeeds(folder);
        return 0;
    default:
        Console.Error.Write(Usage);
        return 2;
}
