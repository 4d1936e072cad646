"""Links to the computer of the author, in all the ways that browsers and systems write them."""

import pytest

from sitegen.archive.essays.own_computer import file_urls, is_local_network_url, is_own_computer_url

OWN = """
    file:///home/ada/x.html file:x FILE:///x file:/C:/x file://localhost/x file://desk/x view-source:file:///x
    vscode://file/home/ada/x C:\\Users\\ada\\x c:/Users/ada/x C:%5CUsers%5Cada%5Cx
    /home/ada/x.html /Users/ada/x.html /root/x //wsl$/x //wsl.localhost/Debian/x
    http://localhost http://LOCALHOST:80/x https://localhost. http://a.localhost./x http://localhost.localdomain/
    http://127.0.0.1/ https://127.1/x http://127.0.1:8000/ http://127.255.255.254/ http://0.0.0.0/ http://0/
    http://2130706433/ http://0x7f000001/ http://0x7f.1/ http://0177.0.0.1/ http://017700000001/
    http://[::1]/ http://[::1]:8000 http://[::]/ http://[0:0:0:0:0:0:0:1]/ http://[::ffff:127.0.0.1]/ http://[::ffff:7f00:1]/
    http://me@localhost/ http://me:secret@127.0.0.1:1/ http://%6cocalhost/ http://ｌｏｃａｌｈｏｓｔ/ http://127。0。0。1/
    http:localhost/x http:/localhost/x http:////localhost/x http:\\\\localhost\\x //localhost/x ws://localhost/ ftp://127.0.0.1/
    http://ip6-localhost/ http://localhost#x http://localhost?x
""".split()
OTHERS = """
    http://localhost.example.org/ http://example.org/localhost http://128.0.0.1/ http://127.0.0.1.example.org/
    http://127.0.0.0.1/ http://127.0.0.256/ http://4294967296/ http://0x100000000/ http://08.0.0.1/ http://127.x/
    https://example.org/?u=file:///x c/file:x http://localhost@example.org/ http://example.org:8000/ http://localhosts/
    mailto:me@localhost https://file/x httpfile://x/ https://profile://x profile:x c/talk.html#m-kwfjsn7 ../home/ada.html
    /home/x.html /homes/ada/x home/ada/x.html #c:/x http://[2001:db8::1]/ http://[x]/ http:// http://user@/ ~/x.html
    http://192.168.1.7/ http://desk.local/ http://desk/
""".split()


@pytest.mark.parametrize("url", OWN)
def test_a_link_to_the_authors_own_computer_is_recognised(url: str):
    assert is_own_computer_url(url)


@pytest.mark.parametrize("url", ["http://local\thost/", "ht\ntp://localhost/", " file:///x", "http://127.0.0.1\r:80/"])
def test_characters_that_browsers_remove_hide_nothing(url: str):
    assert is_own_computer_url(url)


@pytest.mark.parametrize("url", OTHERS)
def test_a_link_to_another_computer_is_another(url: str):
    assert not is_own_computer_url(url)


NEAR = """
    http://192.168.1.7/x http://10.0.0.1:8000 http://172.16.0.1/ http://172.31.255.255/ http://169.254.1.1/ http://desk/x
    http://desk.local:8000/ https://nas.lan/ http://pi.home.arpa/ http://pi.home/ http://[fe80::1]/ http://[fd00::1]:80/
    http://localhost/ http://3232235783/
""".split()
FAR = """
    http://172.32.0.1/ http://192.169.1.1/ http://11.0.0.1/ https://example.org/ https://local.example.org/ file:///x
    http://[2606:4700::1111]/ https://example.local.org/ c/talk.html
""".split()


@pytest.mark.parametrize("url", NEAR)
def test_a_link_into_a_local_network_is_recognised(url: str):
    assert is_local_network_url(url)


@pytest.mark.parametrize("url", FAR)
def test_a_link_into_the_internet_is_no_local_one(url: str):
    assert not is_local_network_url(url)


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("See file:///home/ada/x.html, or (file:/C:/x).", ["file:///home/ada/x.html,", "file:/C:/x"]),
        ("vscode://file/home/ada/x view-source:file:///x", ["vscode://file/home/ada/x", "view-source:file:///x"]),
        ('<a href="file:\\\\desk\\x">', ["file:\\\\desk\\x"]),
        ("The file: /home and the file:see above; profile:///x; https://file/x; /home/ada", []),
    ],
)
def test_urls_of_files_are_found_in_a_text(text: str, urls: list[str]):
    assert list(file_urls(text)) == urls
