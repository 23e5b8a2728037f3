namespace Unloop.Core.Experiments.Dependencies.Scripts;

/// <summary>For Ruby from 2.5 on, with or without its openssl.</summary>
internal static class RubyScript
{
    public const string Text = """
        require 'socket'
        require 'timeout'
        begin
          require 'openssl'
        rescue LoadError
        end
        $stdout.sync = true
        def say(*parts)
          puts ['unloop-dependency', *parts].join(' ').b.gsub(/[^\x20-\x7e]/n, '?')[0, 700].rstrip
        end
        def barred(ip)
          ip =~ /\A(169\.254\.|::ffff:169\.254\.|fe80:|fd00:ec2:|fd20:ce:)|\A(::ffff:)?(100\.100\.100\.200|192\.0\.0\.192)\z/i
        end
        def shake(ip, port, host, numeric)
          context, failed = OpenSSL::SSL::SSLContext.new, nil
          context.cert_store = OpenSSL::X509::Store.new.tap(&:set_default_paths)
          context.verify_mode = OpenSSL::SSL::VERIFY_PEER
          context.verify_hostname = false if context.respond_to?(:verify_hostname=)
          context.verify_callback = lambda { |ok, store| failed ||= [store.error, store.error_string] unless ok; true }
          Timeout.timeout(4) do
            socket = OpenSSL::SSL::SSLSocket.new(TCPSocket.new(ip, port), context)
            socket.sync_close = true
            socket.hostname = host unless numeric
            socket.connect
            certificate = socket.peer_cert
            socket.close
            [certificate, failed]
          end
        end
        def try_tls(n, ip, port, host, numeric)
          return say(n, 'tls unknown', 'ruby has no openssl here') unless defined?(OpenSSL::SSL)
          begin
            certificate, failed = shake(ip, port, host, numeric)
          rescue Timeout::Error
            return say(n, 'tls failed', 'no answer to the handshake in 4 s')
          rescue OpenSSL::SSL::SSLError, SystemCallError => e
            return say(n, 'tls failed', e.message)
          end
          say(n, 'tls ok')
          say(n, 'subject', certificate.subject.to_s(OpenSSL::X509::Name::RFC2253))
          say(n, 'issuer', certificate.issuer.to_s(OpenSSL::X509::Name::RFC2253))
          names = certificate.extensions.find { |x| x.oid == 'subjectAltName' }
          say(n, 'names', names ? names.value : '')
          say(n, 'dates', certificate.not_before.to_i, certificate.not_after.to_i, Time.now.to_i)
          say(n, 'name', OpenSSL::SSL.verify_certificate_identity(certificate, host) ? 'ok' : 'wrong')
          say(n, 'chain', failed.nil? ? 'ok' : [9, 10].include?(failed[0]) ? 'dated' : 'failed', failed ? failed[1] : '')
        end
        def try_tcp(n, found, port)
          usable = found.reject { |ip| barred(ip) }.sort_by { |ip| ip.include?(':') ? 1 : 0 }.first(3)
          if usable.empty?
            say(n, 'tcp barred')
            return nil
          end
          last = nil
          usable.each do |ip|
            begin
              Socket.tcp(ip, port, connect_timeout: 2.5, &:close)
              say(n, 'tcp ok', ip)
              return ip
            rescue SystemCallError, IOError => e
              outcome = { Errno::ECONNREFUSED => 'refused', Errno::ETIMEDOUT => 'timeout', Errno::EHOSTUNREACH => 'unreachable', Errno::ENETUNREACH => 'unreachable', Errno::ECONNRESET => 'reset' }[e.class]
              last = [outcome || (e.class.name =~ /Timeout/ ? 'timeout' : 'failed'), ip, e.message]
            end
          end
          say(n, 'tcp', *last)
          nil
        end
        def try_place(n, host, port, kind)
          numeric = host.include?(':') || host =~ /\A[0-9.]+\z/
          begin
            found = numeric ? [host] : Timeout.timeout(4) { Addrinfo.getaddrinfo(host, nil, nil, :STREAM).map { |a| a.ip_address.split('%')[0] }.uniq }
          rescue Timeout::Error
            return say(n, 'dns timeout')
          rescue SocketError => e
            return say(n, 'dns', e.message =~ /emporary/ ? 'again' : 'failed', e.message)
          end
          say(n, 'dns ok', *found.first(8))
          ip = port == 0 ? nil : try_tcp(n, found, port)
          try_tls(n, ip, port, host, numeric) if ip && kind == 'tls'
        end
        words, began = ARGV, Time.now
        say('by ruby', RUBY_VERSION)
        (words.length / 3).times do |n|
          break if Time.now - began > 45
          begin
            try_place(n, words[n * 3], words[n * 3 + 1].to_i, words[n * 3 + 2])
          rescue StandardError => e
            say(n, 'error', e.message)
          end
        end
        say('end')
        exit!(0)
        """;
}
