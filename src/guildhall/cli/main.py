"""`guildhall`: the entry point. Commands are loaded when they are called, so `--help` stays quick."""

from __future__ import annotations

import errno
import importlib
import sys
from collections.abc import Sequence
from typing import Any, Final

import click

from guildhall.kernel.errors import ExitCode, Message, MessageKind

#: command → (module, attribute, one line of help)
COMMANDS: Final = {
    "administrator": (
        "guildhall.cli.server",
        "administrator",
        "开设第一个管理员账号 · Open the account of the first administrator.",
    ),
    "audit": ("guildhall.cli.server", "audit", "核验审计记录 · Verify the audit."),
    "check-ids": (
        "guildhall.cli.check_ids",
        "check_ids",
        "核对证件号码和信用代码 · Check identity numbers and credit codes, with reasons.",
    ),
    "demo": ("guildhall.cli.server", "demo", "装入演示数据 · Fill a demonstration with a synthetic province."),
    "keys": ("guildhall.cli.server", "keys", "新建加密密钥文件 · Make the file of encryption keys."),
    "migrate": ("guildhall.cli.server", "migrate", "更新服务器数据库 · Bring the server's database up to date."),
    "province": (
        "guildhall.cli.province",
        "province",
        "生成一个合成省份来试用 · Make a synthetic province to try things on.",
    ),
    "roster": (
        "guildhall.cli.roster",
        "roster",
        "把几本名单理成一张名册 · One roster from the registers: build, explain, review.",
    ),
    "serve": ("guildhall.cli.server", "serve", "向浏览器提供服务 · Serve the product to browsers."),
    "work": ("guildhall.cli.working", "work", "办理后台任务 · Do the server's jobs."),
}
NO_ROOM: Final = MessageKind("cli.no_room", "输出的地方没有空间了。", "There is no room left where the output goes.")
TYPED_WRONG: Final = MessageKind(
    "cli.typed_wrong",
    "命令写得不对：{problem_zh}。用 {command} --help 看写法。",
    "{problem_en} See {command} --help.",
)


class LazyGroup(click.Group):
    """Lists every command without importing any."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command = getattr(importlib.import_module(module), attribute)
        return command if isinstance(command, click.Command) else None

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as stop:  # while a command's modules were still loading
            from guildhall.cli.stopping import stopped

            raise stopped() from stop

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """As click's own, but what was typed wrong is said in both languages."""
        try:
            answer = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.format_message(), err=True)
            sys.exit(error.exit_code)
        except click.ClickException as error:
            said = _said(error)
            click.echo(f"{said.zh}\n{said.en}", err=True)
            sys.exit(error.exit_code)
        except click.Abort:
            sys.exit(ExitCode.INTERRUPTED)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            click.echo(f"{NO_ROOM().zh}\n{NO_ROOM().en}", err=True)
            sys.exit(ExitCode.USAGE)
        if not standalone_mode:
            return answer
        sys.exit(answer if isinstance(answer, int) else ExitCode.DONE)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][2]) for name in self.list_commands(ctx)])


def _said(error: click.ClickException) -> Message:
    """Click's complaint: what kind it is in Chinese, click's own words in English."""
    named = ""
    if isinstance(error, click.BadParameter) and error.param is not None:
        named = error.param.opts[0]
    elif isinstance(error, click.NoSuchOption):
        named = error.option_name
    kinds = (
        (click.MissingParameter, f"缺少 {named}"),
        (click.NoSuchOption, f"没有 {named} 这个选项"),
        (click.BadParameter, f"{named} 的值不对"),
    )
    problem = next((words for kind, words in kinds if isinstance(error, kind)), "没有这个命令，或少了、多了参数")
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context is not None else "guildhall"
    return TYPED_WRONG(problem_zh=problem, problem_en=error.format_message(), command=command)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="guildhall")
def entry() -> None:
    """工家：三本名单，理成一张名册 · Guildhall: one roster from three registers."""
