using Koi;

const string Usage = """
    usage: koi tool [argument ...]
           ifconfig    show and change interfaces and their groups
           ifstated    run commands when the network changes
           ipsecctl    control flows and SAs of IPsec
           koid        keep interface groups and carp interfaces
           netstat     show what carp has counted
           netstart    start the network, or some interfaces
           version     print the version

    """;

// The binary answers to the names of its tools; under its own name the first argument is the tool.
var name = Path.GetFileName(Environment.GetCommandLineArgs()[0]);
var isTool = name is "ifstated" or "ipsecctl" or "koid" or "netstart";
var tool = isTool ? name : args.FirstOrDefault() ?? "";
var rest = isTool ? args : args.Skip(1).ToArray();

switch (tool)
{
    case "ifconfig":
        return IfconfigApplet.Run(rest);
    case "ifstated":
        return IfstatedApplet.Run(rest);
    case "ipsecctl":
        return IpsecctlApplet.Run(rest);
    case "koid":
        return KoidApplet.Run(rest);
    case "netstat":
        return NetstatApplet.Run(rest);
    case "netstart":
        return NetstartApplet.Run(rest);
    case "version" or "--version" or "-V":
        Console.WriteLine($"koi {typeof(Output).Assembly.GetName().Version?.ToString(3)}");
        return 0;
    case "help" or "--help" or "-h":
        Console.Write(Usage);
        return 0;
    case "":
        Output.WriteError(Usage);
        return 2;
    default:
        Output.WriteError($"koi: there is no tool {tool}\n{Usage}");
        return 2;
}
