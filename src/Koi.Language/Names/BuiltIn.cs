namespace Koi.Language.Names;

/// <summary>The names that a gateway's rules use, for machines without the databases.</summary>
/// <remarks>IANA, Protocol Numbers and Service Name and Transport Protocol Port Number registries.</remarks>
internal static class BuiltIn
{
    internal const string Protocols = """
        ip 0 IP
        icmp 1 ICMP
        igmp 2 IGMP
        ipencap 4 IP-ENCAP
        tcp 6 TCP
        egp 8 EGP
        igp 9 IGP
        udp 17 UDP
        dccp 33 DCCP
        ipv6 41 IPv6
        ipv6-route 43 IPv6-Route
        ipv6-frag 44 IPv6-Frag
        rsvp 46 RSVP
        gre 47 GRE
        esp 50 IPSEC-ESP
        ah 51 IPSEC-AH
        skip 57 SKIP
        ipv6-icmp 58 IPv6-ICMP icmp6
        ipv6-nonxt 59 IPv6-NoNxt
        ipv6-opts 60 IPv6-Opts
        eigrp 88 EIGRP
        ospf 89 OSPFIGP
        ipip 94 IPIP
        etherip 97 ETHERIP
        encap 98 ENCAP
        pim 103 PIM
        ipcomp 108 IPCOMP
        vrrp 112 VRRP carp
        l2tp 115 L2TP
        sctp 132 SCTP
        udplite 136 UDPLite
        mpls-in-ip 137
        """;

    internal const string Services = """
        ftp-data 20/tcp
        ftp 21/tcp
        ssh 22/tcp
        telnet 23/tcp
        smtp 25/tcp mail
        time 37/tcp
        time 37/udp
        domain 53/tcp
        domain 53/udp
        bootps 67/udp
        bootpc 68/udp
        tftp 69/udp
        http 80/tcp www
        kerberos 88/tcp kerberos5
        kerberos 88/udp kerberos5
        pop3 110/tcp pop-3
        sunrpc 111/tcp portmapper
        sunrpc 111/udp portmapper
        auth 113/tcp ident
        nntp 119/tcp
        ntp 123/udp
        netbios-ns 137/udp
        netbios-dgm 138/udp
        netbios-ssn 139/tcp
        imap2 143/tcp imap
        snmp 161/tcp
        snmp 161/udp
        snmp-trap 162/udp snmptrap
        bgp 179/tcp
        ldap 389/tcp
        ldap 389/udp
        https 443/tcp
        https 443/udp
        microsoft-ds 445/tcp
        submissions 465/tcp smtps
        isakmp 500/udp
        syslog 514/udp
        router 520/udp route
        dhcpv6-client 546/udp
        dhcpv6-server 547/udp
        submission 587/tcp
        ipp 631/tcp
        ldaps 636/tcp
        domain-s 853/tcp
        imaps 993/tcp
        pop3s 995/tcp
        socks 1080/tcp
        openvpn 1194/udp
        l2f 1701/udp l2tp
        pptp 1723/tcp
        radius 1812/udp
        radius-acct 1813/udp
        nfs 2049/tcp
        nfs 2049/udp
        mysql 3306/tcp
        ipsec-nat-t 4500/udp
        sip 5060/tcp
        sip 5060/udp
        postgresql 5432/tcp
        """;
}
