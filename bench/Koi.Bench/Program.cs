using Koi.Bench.Carp;
using Koi.Bench.Cores;
using Koi.Bench.Groups;
using Koi.Bench.Ifstate;
using Koi.Bench.Systems;

const string Synopsis = """
    usage: bench cores [--filter PATTERN ...]     the language, with BenchmarkDotNet in this process
           bench processor [WHAT ...]             the same by processor time, in seconds
           bench systems [-k KOI] [-n COUNT] [-o start|parse|networks|hosts|sas]
                                                  the published binary beside its peers; needs root
           bench groups [-k KOI] [-n COUNT] [-o reaction|growth|load]
                                                  koid beside scripts that do its work; needs root
           bench carp [-i PROGRAM] [-c EVENT] [-n ROUNDS] [-o gaps|peers]
                                                  failover beside ucarp and keepalived; needs root
           bench carp -o faults [-i PROGRAM] [-n FAULTS] [-s SEED]
                                                  random faults and what must always hold
           bench carp -o loaded [-i PROGRAM] [-t SECONDS]
                                                  left alone while all processors are busy
           bench carp -o usage                    processor time and memory by the number of vhids
           bench ifstated [-k KOI] [-i PROGRAM] [-n ROUNDS]
                                                  commands when a link changes, beside keepalived and ifplugd; needs root

    """;

switch (args.FirstOrDefault())
{
    case "cores":
        CoreRun.Run(args[1..]);
        return 0;
    case "processor":
        ProcessorRun.Run(args[1..]);
        return 0;
    case "systems":
        return SystemRun.Run(args[1..]);
    case "groups":
        return GroupRun.Run(args[1..]);
    case "carp":
        return CarpRun.Run(args[1..]);
    case "ifstated":
        return IfstateRun.Run(args[1..]);
    default:
        Console.Error.Write(Synopsis);
        return 2;
}
